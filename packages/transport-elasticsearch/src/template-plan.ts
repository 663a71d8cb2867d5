import {
  type ElasticsearchTemplateOptions,
  logSchema,
  type RecordSchema,
  SCHEMAS,
  toElasticsearchTemplate,
} from '@tailrace/core';
import { ecsTemplate } from '@tailrace/format-ecs';
import type { IndexName } from './index-name.ts';
import type { TemplateBody, TemplatePlan } from './setup.ts';

/** Makes the body of an index template for a kind of record. */
export type TemplateMaker = (schema: RecordSchema, options: ElasticsearchTemplateOptions) => TemplateBody;

/** What templates are made from. */
export interface TemplateOptions {
  readonly name: IndexName;
  readonly dataStream: boolean;
  /** Kinds of record beside those that Tailrace declares. */
  readonly schemas: readonly RecordSchema[];
  /** Settings of the index beside those of the lifecycle. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly maker: TemplateMaker;
}

/** The maker that fits a formatter: by its name. */
export function makerFor(formatter: string): TemplateMaker {
  return formatter === 'ecs' ? (_, options) => ecsTemplate(options) : toElasticsearchTemplate;
}

/**
 * Plans the templates for a name: one for each kind of record where the kind is in the name, so that each has its own
 * fields mapped; else one for all, whose attributes any kind fits.
 */
export function planTemplates({ name, dataStream, schemas, settings, maker }: TemplateOptions): TemplatePlan[] {
  const kinds = name.usesKind ? [...Object.values(SCHEMAS), ...schemas] : [logSchema];
  return kinds.map((schema: RecordSchema) => {
    const pattern = name.pattern(name.usesKind ? schema.kind : undefined);
    return {
      name: `tailrace-${pattern.replaceAll('*', 'any')}`,
      // Made at creation, so that a maker that throws is heard of there.
      body: maker(schema, { patterns: [pattern], dataStream, timeField: '@timestamp', settings }),
    };
  });
}
