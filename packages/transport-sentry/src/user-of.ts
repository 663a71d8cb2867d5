import type { LogRecord } from '@tailrace/core';

/** Who a record is about, as Sentry knows users. */
export interface SentryUser {
  readonly id?: string | number;
  readonly username?: string;
  readonly email?: string;
  readonly ip_address?: string;
  readonly [field: string]: unknown;
}

/** Answers who a record is about; `undefined` for nobody. */
export type UserOption = (record: LogRecord) => SentryUser | undefined;

/** The user of a record: what the option says, else the attributes `user`, `user_id` or `userId`. */
export function userOf(record: LogRecord, option: UserOption | undefined): SentryUser | undefined {
  if (option !== undefined) return option(record);
  const { user, user_id: underscored, userId = underscored } = record.attributes ?? {};
  if (isId(user)) return { id: user };
  if (typeof user === 'object' && user !== null && !Array.isArray(user)) return fieldsOf(user);
  return isId(userId) ? { id: userId } : undefined;
}

function fieldsOf(user: object): SentryUser {
  const { ip, name, ...fields } = user as Readonly<Record<string, unknown>>;
  return {
    ...(typeof ip === 'string' && { ip_address: ip }),
    ...(typeof name === 'string' && { username: name }),
    ...fields,
  };
}

/** Whether an attribute `user` says who a record is about. */
export function isUser(user: unknown): boolean {
  return isId(user) || (typeof user === 'object' && user !== null && !Array.isArray(user));
}

function isId(value: unknown): value is string | number {
  return (typeof value === 'string' && value !== '') || typeof value === 'number';
}
