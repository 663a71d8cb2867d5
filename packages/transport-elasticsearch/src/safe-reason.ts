/** The longest reason that is passed on. */
const MAX_LENGTH = 300;
/** Words after which Elasticsearch quotes a document. */
const QUOTES = /(?: in document with id '|\. Preview of field's value|\. The prefix of the first immense term|\n).*$/s;
/** What stands in brackets or quotes may come from the document, unless these words say that it is the mapping's. */
const MENTIONS = /(\b(?:field|type|for|within|of|index|stream|exceeds)\s*)?(\[[^\]]*\]?|'[^']*'?|"[^"]*"?)/gi;
const PLACE = /^(?:\[-?\d+:-?\d+\] ?)+/;

/** An error as Elasticsearch's answers hold it. */
export interface ElasticsearchError {
  readonly type?: unknown;
  readonly reason?: unknown;
}

/**
 * Says why Elasticsearch refused something: the error's type, and its words without what they quote of a document.
 */
export function safeReason(error: ElasticsearchError | string | undefined): string {
  if (error === undefined) return 'no reason was given';
  if (typeof error === 'string') return shortened(error);
  const type = typeof error.type === 'string' ? error.type : 'error';
  if (typeof error.reason !== 'string') return shortened(type);
  const words = error.reason
    .replace(PLACE, '')
    .replace(QUOTES, '')
    .replace(MENTIONS, (all: string, before: string | undefined, mention: string) =>
      before !== undefined && mention.startsWith('[') ? all : `${before ?? ''}…`,
    );
  return shortened(`${type}: ${words.trim()}`);
}

function shortened(text: string): string {
  return text.length <= MAX_LENGTH ? text : `${text.slice(0, MAX_LENGTH)}…`;
}
