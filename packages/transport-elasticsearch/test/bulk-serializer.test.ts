import { describe, expect, it } from 'vitest';
import { AllStored, BulkSerializer } from '../src/bulk-serializer.ts';
import { judgeBulk } from '../src/judge-bulk.ts';

const serializer = new BulkSerializer();
const failing = { failedAgain: () => false };

function answerOf(statuses: readonly number[]): string {
  const items = statuses.map((status) => ({ create: { status } }));
  return JSON.stringify({ errors: statuses.some((status) => status >= 400), items });
}

describe('BulkSerializer', () => {
  it('counts the documents of an answer that stored them all, without parsing it', () => {
    expect(serializer.deserialize(answerOf([201, 201, 200]))).toEqual(new AllStored(3));
    expect(judgeBulk(serializer.deserialize(answerOf([201, 201])), [0, 1], failing)).toEqual({ status: 'delivered' });
  });

  it('calls nothing delivered that the answer does not name', () => {
    const answer = serializer.deserialize(answerOf([201]));
    expect(judgeBulk(answer, [0, 1], failing)).toMatchObject({ status: 'refused', cause: 'access' });
  });

  it('reads every other answer as the client does', () => {
    for (const json of [answerOf([201, 429]), '{"took":1,"errors":false,"items":[]}', '{"error":"x"}', '[]']) {
      expect(serializer.deserialize(json)).toEqual(JSON.parse(json));
    }
    expect(() => serializer.deserialize('{"errors":fal')).toThrow();
  });
});
