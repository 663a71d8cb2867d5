import { useCallback, useEffect, useRef, useState } from 'react';
import { client } from '../api/client.ts';
import type { WireRecord } from '../api/types.ts';

/** Records that a page keeps of a live tail at the most; older ones are found by searching. */
const KEPT = 5_000;
/** New records reach the page this often at the most. */
const FLUSH_MILLIS = 120;
/** After a refusal. */
const AGAIN_MILLIS = 3_000;

export interface Tail {
  /** Newest first. */
  readonly records: readonly WireRecord[];
  /** Arrived while paused. */
  readonly waiting: number;
  /** Records the collector skipped since this page was too slow. */
  readonly missed: number;
  readonly state: 'off' | 'connecting' | 'open' | 'lost';
  release: () => void;
}

/** Follows records that match, through server-sent events; while `held`, they gather behind a count. */
export function useTail(q: string, on: boolean, held: boolean): Tail {
  const [records, setRecords] = useState<readonly WireRecord[]>([]);
  const [waiting, setWaiting] = useState(0);
  const [missed, setMissed] = useState(0);
  const [state, setState] = useState<Tail['state']>('off');
  const incoming = useRef<WireRecord[]>([]);
  const isHeld = useRef(held);
  isHeld.current = held;

  const release = useCallback(() => {
    const fresh = incoming.current;
    incoming.current = [];
    setWaiting(0);
    if (fresh.length > 0) setRecords((before) => [...fresh.toReversed(), ...before].slice(0, KEPT));
  }, []);

  useEffect(() => {
    incoming.current = [];
    setRecords([]);
    setWaiting(0);
    setMissed(0);
    if (!on) {
      setState('off');
      return undefined;
    }
    setState('connecting');
    let source: EventSource;
    let lastId: string | undefined;
    let again: ReturnType<typeof setTimeout> | undefined;
    const follow = (): void => {
      source = new EventSource(client.tailAddress(q, lastId));
      source.addEventListener('open', () => setState('open'));
      source.addEventListener('error', () => {
        setState('lost');
        // It comes back by itself from a connection that broke, but not from one that was refused.
        if (source.readyState === EventSource.CLOSED) again = setTimeout(follow, AGAIN_MILLIS);
      });
      source.addEventListener('record', (event) => {
        lastId = event.lastEventId;
        incoming.current.push(JSON.parse(event.data as string) as WireRecord);
        if (incoming.current.length > KEPT) incoming.current.shift();
      });
      source.addEventListener('gap', (event) => {
        setMissed((before) => before + ((JSON.parse(event.data as string) as { missed: number | null }).missed ?? 0));
      });
    };
    follow();
    const timer = setInterval(() => {
      if (isHeld.current) setWaiting(incoming.current.length);
      else release();
    }, FLUSH_MILLIS);
    return () => {
      clearInterval(timer);
      clearTimeout(again);
      source.close();
    };
  }, [q, on, release]);

  return { records, waiting, missed, state, release };
}
