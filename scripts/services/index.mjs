/** The services that can be had, by name. */
export const SERVICE_NAMES = ['elasticsearch', 'rsyslog', 'postgresql', 'redis', 'nats', 'prometheus'];
