export type * from './answer.ts';
export type * from './ast.ts';
