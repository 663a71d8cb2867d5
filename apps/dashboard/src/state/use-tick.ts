import { useEffect, useRef, useState } from 'react';

/**
 * Counts up every so many milliseconds while it is switched on and the page is seen.
 *
 * @param isBusy - What the last count set off is still going on: a question that takes longer is not asked anew.
 */
export function useTick(millis: number, on: boolean, isBusy: () => boolean = () => false): number {
  const [tick, setTick] = useState(0);
  const busy = useRef(isBusy);
  busy.current = isBusy;
  useEffect(() => {
    if (!on) return undefined;
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible' && !busy.current()) setTick((before) => before + 1);
    }, millis);
    return () => clearInterval(timer);
  }, [millis, on]);
  return tick;
}
