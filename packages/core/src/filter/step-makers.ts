/**
 * The functions that make steps, each entered by the file that has it: so a chain knows those that were loaded, the only
 * ones that can have been given to it, and loads none of them itself.
 */
export const stepMakers: WeakSet<object> = new WeakSet();
