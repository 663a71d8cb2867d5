import type { Log } from '@sentry/node';
import { safeStringify } from '@tailrace/core';
import { type SentryLog, typed } from './format-log.ts';
import { nameOf, type Prepared } from './prepare-event.ts';
import type { SentryClient } from './sentry-sdk.ts';

/** Lets the application's `beforeSendLog` look at a log before it is sent. */
export function prepareLog(json: string, client: SentryClient): Prepared {
  const beforeSendLog = client.getOptions().beforeSendLog as ((log: Log) => Log | null) | undefined;
  if (beforeSendLog === undefined) return { json };
  const given = JSON.parse(json) as SentryLog;
  const attributes = Object.fromEntries(Object.entries(given.attributes).map(([name, { value }]) => [name, value]));
  let answer: Log | null | undefined;
  try {
    answer = beforeSendLog({
      level: given.level,
      message: given.body,
      severityNumber: given.severity_number,
      attributes,
    });
  } catch (error) {
    return { veto: `beforeSendLog threw ${nameOf(error)}` };
  }
  if (answer === null || answer === undefined) return { veto: 'beforeSendLog dropped it' };
  const changed = {
    ...given,
    level: answer.level,
    body: String(answer.message),
    severity_number: answer.severityNumber ?? given.severity_number,
    attributes: typed(answer.attributes ?? {}),
  };
  return { json: safeStringify(changed).json };
}
