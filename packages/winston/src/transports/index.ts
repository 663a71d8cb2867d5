export { Console } from './console.ts';
export { File } from './file.ts';
export { Http } from './http.ts';
export { Stream } from './stream.ts';
