import { useEffect, useState } from 'preact/hooks';

const PATIENCE_MS = 400;

/** True only once something has taken 400 ms: before that a page shows nothing rather than a flicker. */
export function useLater(waiting: boolean): boolean {
  const [late, setLate] = useState(false);
  useEffect(() => {
    if (!waiting) {
      setLate(false);
      return;
    }
    const timer = setTimeout(() => setLate(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [waiting]);
  return late;
}
