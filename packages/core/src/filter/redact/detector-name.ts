/** What redact finds by looking at text. */
export const DETECTOR_NAMES = [
  /** Payment cards: issuer range, length and Luhn's checksum. */
  'card',
  /** International bank account numbers: country, length and checksum. */
  'iban',
  'email',
  /** Phone numbers: E.164, North America, China, Britain. */
  'phone',
  /** Identity numbers: China, USA, Brazil, India, Canada, Britain; with their checksums where they have one. */
  'identity',
  /** Keys and tokens that are known by how they begin: AWS, GitHub, GitLab, Slack, Stripe, OpenAI, Google, npm… */
  'token',
  'jwt',
  /** `Bearer …`, `Basic …`. */
  'authorization',
  /** PEM private keys. */
  'private_key',
  /** The password in `scheme://user:password@host`. */
  'url_credentials',
  /** The value in `password=…`, `"token": "…"`, by the secret names. */
  'assignment',
] as const;

/** One of {@link DETECTOR_NAMES}. */
export type DetectorName = (typeof DETECTOR_NAMES)[number];
