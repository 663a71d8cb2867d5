import type { Destination } from '@tailrace/delivery/testing';

/** A destination outside the application that is judged by it: what it has taken is what has arrived. */
export interface Oracle extends Destination {
  /** Takes the message of a record out of one of the bodies it received; `undefined` for what is no record. */
  messageOf(body: string): string | undefined;
  /** Takes the record's id out of a body, where the destination is told it. */
  idOf(body: string): string | undefined;
  /** Writes a record's id as the destination knows it, where that has a form of its own. */
  idAs(id: string): string;
}

/** The messages of what an oracle received, in the order of arrival, repeats included. */
export async function messagesIn(oracle: Oracle): Promise<readonly string[]> {
  return (await oracle.received()).map((body) => oracle.messageOf(body)).filter((message) => message !== undefined);
}

/** Reads a field of a line of JSON; `undefined` for what is none. */
export function fieldOf(body: string, field: string): string | undefined {
  try {
    const value = (JSON.parse(body) as Readonly<Record<string, unknown>>)[field];
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}
