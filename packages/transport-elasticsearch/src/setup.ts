import { type Failure, judgeStatus } from '@tailrace/delivery';
import { findingOf, markOf } from './installation.ts';
import { type ElasticsearchLifecycle, lifecyclePolicy } from './lifecycle.ts';
import { type ElasticsearchError, safeReason } from './safe-reason.ts';

/** The status and the body of an answer. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
  /** How long the server asks to be left alone. */
  readonly retryAfterMillis: number | undefined;
}

/** Asks the server; rejects only for failures on the way. */
export type Ask = (method: 'GET' | 'PUT', path: string, body?: object) => Promise<Answer>;

/** One template to install, and the name of it and of its policy. */
export interface TemplatePlan {
  readonly name: string;
  readonly body: TemplateBody;
}

/** The body of `PUT _index_template/NAME`, as far as it is looked at. */
export interface TemplateBody {
  readonly template: { readonly settings?: object };
  readonly _meta?: object;
}

/** What a setup is asked for. */
export interface SetupOptions {
  readonly templates: readonly TemplatePlan[];
  readonly lifecycle: ElasticsearchLifecycle | undefined;
  /** Tells what could not be done; the server is used all the same. */
  readonly report: (message: string) => void;
}

/** The server has no such endpoint: a distribution without it, or one that does not allow it. */
const ABSENT = /no handler found for uri|Incorrect HTTP method for uri|api_not_available_exception/;

/**
 * Puts templates and policies in place where they are not there yet. Asking twice changes nothing.
 *
 * What the server refuses or does not have is reported and left: the records go on to the destination. What failed on
 * the way, or wants other credentials, is answered and tried again before the next batch, since a first document
 * without its template would make an index with a mapping of its own.
 */
export async function setUp(options: SetupOptions, ask: Ask): Promise<Failure | undefined> {
  for (const template of options.templates) {
    const settings = await lifecycleSettings(options, template.name, ask);
    if ('failure' in settings) return settings.failure;
    const { body } = template;
    const index = { ...body.template.settings, ...settings.index };
    const wanted = { ...body, template: { ...body.template, settings: index, ...settings.beside } };
    const mark = markOf(wanted);
    const failure = await install(options, ask, {
      what: `The index template '${template.name}'`,
      path: `/_index_template/${encodeURIComponent(template.name)}`,
      mark,
      body: { ...wanted, version: mark.installed_version, _meta: { ...body._meta, ...mark } },
      metaOf: templateMeta,
    });
    if (failure !== undefined) return failure;
  }
  return undefined;
}

type Settings =
  | { readonly failure: Failure }
  /** Settings of the index, and what stands beside them in the template. */
  | { readonly index: Readonly<Record<string, unknown>>; readonly beside: object };

/** Installs the policy, and answers what the template needs for it. */
async function lifecycleSettings(options: SetupOptions, name: string, ask: Ask): Promise<Settings> {
  const { lifecycle } = options;
  if (lifecycle === undefined) return { index: {}, beside: {} };
  const { policy } = lifecyclePolicy(lifecycle);
  const mark = markOf(policy);
  let absent = false;
  const failure = await install(options, ask, {
    what: `The lifecycle policy '${name}'`,
    path: `/_ilm/policy/${encodeURIComponent(name)}`,
    mark,
    body: { policy: { ...policy, _meta: { ...policy._meta, ...mark } } },
    metaOf: (found) => policyMeta(found, name),
    absent: () => {
      absent = true;
    },
  });
  if (failure !== undefined) return { failure };
  if (!absent) return { index: { 'index.lifecycle.name': name }, beside: {} };
  // Data streams have a lifecycle of their own, which knows how long they keep what they have.
  const { deleteAfterDays } = lifecycle;
  return {
    index: {},
    beside: deleteAfterDays === undefined ? {} : { lifecycle: { data_retention: `${deleteAfterDays}d` } },
  };
}

interface Installation {
  readonly what: string;
  readonly path: string;
  readonly mark: ReturnType<typeof markOf>;
  readonly body: object;
  readonly metaOf: (found: unknown) => unknown;
  /** Called where it is not there in the end. */
  readonly absent?: () => void;
}

async function install({ report }: SetupOptions, ask: Ask, wanted: Installation): Promise<Failure | undefined> {
  const found = await ask('GET', wanted.path);
  if (found.status === 200 || found.status === 404) {
    const there = found.status === 200 ? { meta: wanted.metaOf(found.body) } : undefined;
    const finding = findingOf(there, wanted.mark);
    if (finding === 'foreign') report(`${wanted.what} was made by somebody else; it is left as it is.`);
    if (finding !== 'install') return undefined;
  }
  const answer = found.status === 200 || found.status === 404 ? await ask('PUT', wanted.path, wanted.body) : found;
  if (answer.status >= 200 && answer.status < 300) return undefined;
  const { error } = (answer.body ?? {}) as { error?: ElasticsearchError | string };
  const reason = `HTTP ${answer.status} ${safeReason(error)}`;
  const judged = judgeStatus(answer.status, reason, answer.retryAfterMillis);
  if (judged.status === 'retryable' || answer.status === 401) return judged;
  wanted.absent?.();
  report(
    ABSENT.test(reason)
      ? `${wanted.what} cannot be installed, since this Elasticsearch has no such endpoint; records are sent all the same.`
      : `${wanted.what} could not be installed (${reason}); records are sent all the same.`,
  );
  return undefined;
}

function templateMeta(found: unknown): unknown {
  const { index_templates: list } = found as {
    index_templates?: readonly { readonly index_template?: { readonly _meta?: unknown } }[];
  };
  return list?.[0]?.index_template?._meta;
}

function policyMeta(found: unknown, name: string): unknown {
  return (found as Record<string, { readonly policy?: { readonly _meta?: unknown } } | undefined>)[name]?.policy?._meta;
}
