/** The transports that every fault is tried on. */
export const TRANSPORT_NAMES = ['file', 'http', 'websocket', 'tcp', 'sentry', 'elasticsearch'] as const;

/** One of {@link TRANSPORT_NAMES}. */
export type TransportName = (typeof TRANSPORT_NAMES)[number];
