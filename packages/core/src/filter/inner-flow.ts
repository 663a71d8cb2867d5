import type { LogRecord } from '../record/log-record.ts';
import type { FilterStep, Flow } from './filter.ts';

/** What steps that run other steps need beside {@link Flow}, so that the chain's books know every record. */
export interface InnerFlow extends Flow {
  /** Says that a record is about to go on that is not the one under way: it was held, or a step made it. */
  announce(record: LogRecord): void;
  /** Says that a changed copy goes on in the place of a record. */
  replace(before: LogRecord, after: LogRecord): void;
  /** Reports a step that threw; answers what goes on in the place of the record. */
  failed(step: FilterStep, record: LogRecord, error: unknown): LogRecord;
}

/** Answers the flow itself where a chain gave it, else one that keeps no books. */
export function innerFlow(flow: Flow): InnerFlow {
  if ('announce' in flow) return flow as InnerFlow;
  return {
    pass: (record) => flow.pass(record),
    hold: (record) => flow.hold(record),
    drop: (record, reason) => flow.drop(record, reason),
    now: () => flow.now(),
    announce() {},
    replace() {},
    failed(_step, _record, error) {
      throw error;
    },
  };
}
