/** Names of what documents hold beside the wire form, as queries use them. */
export const TIME = '@timestamp';
export const ID = 'id';
export const WHOLE = 'tailrace.whole';
export const WEIGHT = 'tailrace.weight';
export const TEXT = 'tailrace.text';
export const KEYS = 'tailrace.keys';
export const GROUPS = 'tailrace.groups';
export const NUMBERS = 'tailrace.numbers';
