import { PLAIN_LEVEL_WORDS } from '../level-words.ts';
import { patternFormat } from '../pattern-format.ts';

/** A level and a message, without a time: Winston's `simple()`, npm, uvicorn. */
export const levelFirst = patternFormat({
  name: 'level-first',
  title: 'A level, then text',
  example: 'info: listening on 8080',
  certainty: 'family',
  pattern: new RegExp(String.raw`^(?:\[(?=\w+\]))?(?<level>${PLAIN_LEVEL_WORDS})(?:\]:?|:)\s+(?<message>.*)$`, 'i'),
});
