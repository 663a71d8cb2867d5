import { useEffect, useState } from 'react';

/** Lets one question go ahead of others: true once it is settled, or has had so many milliseconds. */
export function useHeadStart(key: string, settled: boolean, millis: number): boolean {
  const [over, setOver] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setOver(key), millis);
    return () => clearTimeout(timer);
  }, [key, millis]);
  return settled || over === key;
}
