import type { Info } from './transport.ts';

function PlainObject(): void {}
PlainObject.prototype = Object.prototype;

/**
 * Answers an empty plain object for the fields of an info. To V8 it is made by a constructor, whose first objects show
 * how many fields there will be: `{}` has room for four, and those that formats add are kept elsewhere.
 */
export const newInfo = (): Info => new (PlainObject as unknown as new () => Info)();
