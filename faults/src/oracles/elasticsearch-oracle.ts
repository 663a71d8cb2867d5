import { type DestinationMode, POISON } from '@tailrace/delivery/testing';
import { AnsweringServer, type Answer, type Asked } from './answering-server.ts';
import { fieldOf, type Oracle } from './oracle.ts';

interface Item {
  readonly status: number;
  readonly error?: { readonly type: string; readonly reason: string };
}

/**
 * Elasticsearch as far as a writer sees it: templates and policies are put in place, and `create` stores each document
 * once, by its id.
 */
export class ElasticsearchOracle implements Oracle {
  readonly #server: AnsweringServer;
  readonly #documents: Map<string, string>;

  private constructor(server: AnsweringServer, documents: Map<string, string>) {
    this.#server = server;
    this.#documents = documents;
  }

  static async start(): Promise<ElasticsearchOracle> {
    const documents = new Map<string, string>();
    const installed = new Map<string, unknown>();
    const server = await AnsweringServer.start(
      (asked, mode) => (isBulk(asked) ? bulk(asked, mode, documents) : install(asked, installed)),
      { 'x-elastic-product': 'Elasticsearch', 'content-type': 'application/vnd.elasticsearch+json;compatible-with=9' },
    );
    return new ElasticsearchOracle(server, documents);
  }

  get modes(): readonly DestinationMode[] {
    return this.#server.modes;
  }

  get address(): string {
    return `http://127.0.0.1:${this.#server.port}`;
  }

  get requests(): number {
    return this.#server.requests;
  }

  become(mode: DestinationMode): Promise<void> {
    return this.#server.become(mode);
  }

  /** The documents that are stored, with their ids. */
  received(): Promise<readonly string[]> {
    return Promise.resolve([...this.#documents].map(([id, source]) => JSON.stringify({ id, source })));
  }

  messageOf(body: string): string | undefined {
    return fieldOf(fieldOf(body, 'source') ?? '', 'message');
  }

  idOf(body: string): string | undefined {
    return fieldOf(body, 'id');
  }

  idAs(id: string): string {
    return id;
  }

  close(): Promise<void> {
    return this.#server.close();
  }
}

function isBulk({ path }: Asked): boolean {
  return path.split('?')[0]?.endsWith('/_bulk') === true;
}

function bulk({ text }: Asked, mode: DestinationMode, documents: Map<string, string>): Answer {
  const lines = text.split('\n').slice(0, -1);
  if (mode === 'too-large' && lines.length > 2) return { status: 413, body: '' };
  const items: { readonly create: Item }[] = [];
  for (let line = 0; line < lines.length; line += 2) {
    const id = (JSON.parse(lines[line] ?? '') as { readonly create: { readonly _id: string } }).create._id;
    const source = lines[line + 1] ?? '';
    items.push({ create: created(id, source, mode, documents) });
  }
  const errors = items.some(({ create }) => create.status >= 400);
  return { status: 200, body: JSON.stringify({ errors, took: 1, items }) };
}

function created(id: string, source: string, mode: DestinationMode, documents: Map<string, string>): Item {
  if (mode === 'refuse-one' && source.includes(POISON)) {
    return { status: 400, error: { type: 'document_parsing_exception', reason: 'failed to parse field [message]' } };
  }
  if (documents.has(id)) {
    return { status: 409, error: { type: 'version_conflict_engine_exception', reason: 'document already exists' } };
  }
  documents.set(id, source);
  return { status: 201 };
}

function install({ method, path, text }: Asked, installed: Map<string, unknown>): Answer {
  const where = path.split('?')[0] ?? '';
  if (method === 'PUT') {
    installed.set(where, JSON.parse(text));
    return { status: 200, body: '{"acknowledged":true}' };
  }
  const found = installed.get(where);
  const name = where.split('/').at(-1) ?? '';
  if (found === undefined) {
    return { status: 404, body: '{"error":{"type":"resource_not_found_exception","reason":"not found"},"status":404}' };
  }
  const body = where.includes('/_index_template/')
    ? { index_templates: [{ name, index_template: found }] }
    : { [name]: found };
  return { status: 200, body: JSON.stringify(body) };
}
