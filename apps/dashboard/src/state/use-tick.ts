import { useEffect, useState } from 'react';

/** Counts up every so many milliseconds while it is switched on and the page is seen. */
export function useTick(millis: number, on: boolean): number {
  const [tick, setTick] = useState(0);
  useEffect(() => {
    if (!on) return undefined;
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') setTick((before) => before + 1);
    }, millis);
    return () => clearInterval(timer);
  }, [millis, on]);
  return tick;
}
