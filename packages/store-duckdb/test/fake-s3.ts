import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server that speaks as much of S3's protocol as an archive needs, and may be told to fail. */
export interface FakeS3 {
  readonly url: string;
  readonly objects: Map<string, Buffer>;
  /** Statuses to answer the next requests with, in place of doing them. */
  readonly failures: number[];
  close(): Promise<void>;
}

const PAGE = 2;

/** Starts it on a free port; a request without a signature, or whose body is not what was signed, is refused. */
export async function startFakeS3(): Promise<FakeS3> {
  const objects = new Map<string, Buffer>();
  const failures: number[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const body = Buffer.concat(parts);
      const url = new URL(request.url ?? '/', 'http://fake');
      const key = decodeURIComponent(url.pathname.replace(/^\/bucket\/?/, ''));
      const answer = (status: number, content: string | Buffer = '') => response.writeHead(status).end(content);
      const failure = failures.shift();
      if (failure !== undefined) return answer(failure, `<Error><Code>Failed${failure}</Code></Error>`);
      if (!request.headers.authorization?.startsWith('AWS4-HMAC-SHA256 Credential=id/'))
        return answer(403, '<Error><Code>AccessDenied</Code><Message>No signature.</Message></Error>');
      if (request.method === 'GET' && url.searchParams.has('list-type')) return answer(200, listing(objects, url));
      if (request.method === 'GET') {
        const found = objects.get(key);
        return found === undefined ? answer(404, '<Error><Code>NoSuchKey</Code></Error>') : answer(200, found);
      }
      if (request.method === 'DELETE') {
        objects.delete(key);
        return answer(204);
      }
      if (createHash('sha256').update(body).digest('hex') !== request.headers['x-amz-content-sha256'])
        return answer(400, '<Error><Code>XAmzContentSHA256Mismatch</Code></Error>');
      if (request.headers['if-none-match'] === '*' && objects.has(key)) return answer(412);
      objects.set(key, body);
      return answer(200);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    objects,
    failures,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Two keys a page, encoded as in a URL, so that what reads a list has to go on. */
function listing(objects: ReadonlyMap<string, Buffer>, { searchParams }: URL): string {
  const after = searchParams.get('continuation-token') ?? '';
  const prefix = searchParams.get('prefix') ?? '';
  const keys = [...objects.keys()].filter((key) => key.startsWith(prefix) && key > after).sort();
  const page = keys.slice(0, PAGE);
  const contents = page.map(
    (key) => `<Contents><Key>${encodeURIComponent(key)}</Key><Size>${objects.get(key)?.length}</Size></Contents>`,
  );
  const next = keys.length > PAGE ? `<NextContinuationToken>${page.at(-1)}</NextContinuationToken>` : '';
  return `<ListBucketResult><EncodingType>url</EncodingType><IsTruncated>${keys.length > PAGE}</IsTruncated>${contents.join('')}${next}</ListBucketResult>`;
}
