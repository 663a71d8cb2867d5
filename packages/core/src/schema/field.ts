import type { ErrorRecord } from '../record/error-record.ts';

interface FieldBase {
  /** One sentence for the docs. */
  readonly description: string;
  /** True: may be absent. */
  readonly optional?: boolean;
  /** True: may be null, which says "not known"; 0 and the empty text say something else. */
  readonly nullable?: boolean;
  /** True: often searched for, worth an index of its own. False: kept, and never searched for. */
  readonly indexed?: boolean;
  /** Other names under which it is read from foreign records, and found in queries. */
  readonly aliases?: readonly string[];
  /** Where it lives in a record in memory; fields of the wire record have it. */
  readonly path?: readonly string[];
  /** For people: `ms`, `tokens`, `CNY`. */
  readonly unit?: string;
}

/** Words for people, searched by their parts. */
export interface TextField extends FieldBase {
  readonly type: 'text';
  readonly maxLength?: number;
}

/** A name or an identifier, compared whole. */
export interface KeywordField extends FieldBase {
  readonly type: 'keyword';
  /** The only values it takes. */
  readonly oneOf?: readonly string[];
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: RegExp;
}

/** A number; `integer` has no fraction. */
export interface NumberField extends FieldBase {
  readonly type: 'number' | 'integer';
  readonly min?: number;
  readonly max?: number;
  /** True: an amount of money or the like; stores keep it in decimals where they can. */
  readonly exact?: boolean;
}

export interface BooleanField extends FieldBase {
  readonly type: 'boolean';
}

/** A point in time, ISO 8601 text on the wire. */
export interface TimeField extends FieldBase {
  readonly type: 'time';
}

/** Anything that JSON can say. */
export interface JsonField extends FieldBase {
  readonly type: 'json';
}

/** An object of any keys. */
export interface MapField extends FieldBase {
  readonly type: 'map';
}

/** An error with its causes: `ErrorRecord`. */
export interface ExceptionField extends FieldBase {
  readonly type: 'exception';
}

/** A list of values of one type. */
export interface ListField extends FieldBase {
  readonly type: 'list';
  readonly items: Field;
}

/** An object of declared fields; keys beside them are let through. */
export interface ObjectField extends FieldBase {
  readonly type: 'object';
  readonly fields: Fields;
}

/** The declaration of one field. */
export type Field =
  | TextField
  | KeywordField
  | NumberField
  | BooleanField
  | TimeField
  | JsonField
  | MapField
  | ExceptionField
  | ListField
  | ObjectField;

export type FieldType = Field['type'];

/** Declarations by name, in the order of docs and columns. */
export interface Fields {
  readonly [name: string]: Field;
}

type Flat<T> = { [K in keyof T]: T[K] } & {};

type Scalar<F extends Field> = F extends KeywordField
  ? F['oneOf'] extends readonly (infer Word)[]
    ? Word
    : string
  : F extends TextField | TimeField
    ? string
    : F extends NumberField
      ? number
      : F extends BooleanField
        ? boolean
        : F extends ExceptionField
          ? ErrorRecord
          : F extends MapField
            ? Record<string, unknown>
            : F extends ListField
              ? ValueOf<F['items']>[]
              : F extends ObjectField
                ? Infer<F['fields']>
                : unknown;

/** The TypeScript type of a field's value. */
export type ValueOf<F extends Field> = F extends { readonly nullable: true } ? Scalar<F> | null : Scalar<F>;

type OptionalNames<F extends Fields> = {
  [K in keyof F]: F[K] extends { readonly optional: true } ? K : never;
}[keyof F];

/** The TypeScript type that declared fields describe. */
export type Infer<F extends Fields> = Flat<
  { -readonly [K in keyof F as K extends OptionalNames<F> ? never : K]: ValueOf<F[K]> } & {
    -readonly [K in keyof F as K extends OptionalNames<F> ? K : never]?: ValueOf<F[K]>;
  }
>;
