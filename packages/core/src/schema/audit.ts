import { defineRecord } from './define-record.ts';

/** Who did what to what, and whether it was allowed: the attributes of records of the kind `audit`. */
export const auditSchema = defineRecord('audit', {
  action: {
    type: 'keyword',
    minLength: 1,
    maxLength: 256,
    indexed: true,
    description: 'What was done or tried, `records.export` for example.',
  },
  outcome: { type: 'keyword', oneOf: ['success', 'failure', 'denied'], description: 'How it ended.' },
  actor: { type: 'keyword', maxLength: 256, indexed: true, description: 'Who did it: a user, a token, a service.' },
  actor_type: {
    type: 'keyword',
    oneOf: ['user', 'token', 'service', 'system', 'anonymous'],
    optional: true,
    description: 'What kind of actor.',
  },
  target: { type: 'keyword', optional: true, indexed: true, description: 'What it was done to.' },
  target_type: { type: 'keyword', optional: true, description: 'What kind of thing that is.' },
  reason: { type: 'text', optional: true, description: 'Why it was refused or failed, or why it was done.' },
  client_address: { type: 'keyword', optional: true, description: 'Network address it came from.' },
  user_agent: { type: 'text', optional: true, description: 'Program it came from.' },
  session_id: { type: 'keyword', optional: true, description: 'Session it happened in.' },
  request_id: { type: 'keyword', optional: true, description: 'Request it happened in.' },
  changes: { type: 'map', optional: true, description: 'What was changed: `{ field: { from, to } }`.' },
});
