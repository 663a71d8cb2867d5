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
  /** Some that arrived are kept no more: between the oldest of these and what was found before there are others. */
  readonly full: boolean;
  readonly state: 'off' | 'connecting' | 'open' | 'lost';
  release: () => void;
}

interface TailOptions {
  readonly q: string;
  /** What the page asks: with another, nothing that arrived is kept. */
  readonly question: string;
  readonly on: boolean;
  /** New records gather behind a count. */
  readonly held: boolean;
}

/** Follows records that match, through server-sent events. */
export function useTail({ q, question, on, held }: TailOptions): Tail {
  const [records, setRecords] = useState<readonly WireRecord[]>([]);
  const [waiting, setWaiting] = useState(0);
  const [missed, setMissed] = useState(0);
  const [state, setState] = useState<Tail['state']>('off');
  const [full, setFull] = useState(false);
  const dropped = useRef(false);
  const kept = useRef<readonly WireRecord[]>([]);
  const askedFor = useRef(question);
  const incoming = useRef<WireRecord[]>([]);
  const isHeld = useRef(held);
  isHeld.current = held;

  const release = useCallback(() => {
    const fresh = incoming.current;
    incoming.current = [];
    setWaiting(0);
    if (fresh.length === 0) return;
    const all = [...fresh.toReversed(), ...kept.current];
    if (all.length > KEPT) dropped.current = true;
    kept.current = all.slice(0, KEPT);
    setRecords(kept.current);
    setFull(dropped.current);
  }, []);

  useEffect(() => {
    // What arrived stays in sight where the tail is only paused.
    if (!on && askedFor.current === question) {
      release();
      setState('off');
      return undefined;
    }
    askedFor.current = question;
    incoming.current = [];
    kept.current = [];
    dropped.current = false;
    setRecords([]);
    setWaiting(0);
    setMissed(0);
    setFull(false);
    setState(on ? 'connecting' : 'off');
    if (!on) return undefined;
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
        if (incoming.current.length > KEPT) {
          incoming.current.shift();
          dropped.current = true;
        }
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
  }, [q, question, on, release]);

  return { records, waiting, missed, full, state, release };
}
