import { levelOf, type Level } from '../level-words.ts';
import { patternFormat } from '../pattern-format.ts';

const FAULTY: ReadonlySet<string> = new Set(['error', 'abort', 'panic', 'bcast-error']);

/** The event log of a high-performance cluster: number, node, component, state, epoch seconds, flag. */
export const hpc = patternFormat({
  name: 'hpc',
  title: 'HPC cluster events',
  example:
    '134681 node-246 unix.hw state_change.unavailable 1077804742 1 Component State Change: Component is unavailable',
  certainty: 'exact',
  pattern:
    /^(?<event>\d+) (?<host>\S+) (?<logger>\S+) (?<state>\S+) (?<seconds>\d{9,10}) (?<flag>-?\d)(?: +(?<message>.*))?$/,
  time: ({ seconds }) => Number(seconds) * 1000,
  level: ({ state = '', message = '' }) => levelOfState(state) ?? levelOf(message.trim()),
});

/** States that are faults by their name; the others say nothing of how grave they are. */
function levelOfState(state: string): Level | undefined {
  const last = state.slice(state.lastIndexOf('.') + 1);
  return FAULTY.has(last) ? levelOf('error') : undefined;
}
