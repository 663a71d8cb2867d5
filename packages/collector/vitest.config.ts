import { mergeConfig } from 'vitest/config';
import shared from '../../vitest.shared.ts';

/** What is waited for is an event on a socket: soon, but on a busy machine not within the second that is usual. */
export default mergeConfig(shared, { test: { expect: { poll: { timeout: 15_000, interval: 10 } } } });
