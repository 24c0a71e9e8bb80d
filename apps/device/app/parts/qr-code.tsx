import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { qrPath } from './qr-path.js';

/** Quiet zone around the code, in modules (ISO/IEC 18004 §5.3.8). */
const QUIET = 4;

/** A link for a camera, drawn in the page itself: nothing of it goes to another service. */
export function QrCode({ text, name }: { text: string; name: string }) {
  const code = useSignal<{ size: number; path: string } | undefined>(undefined);
  useEffect(() => {
    let wanted = true;
    void import('qrcode').then(({ create }) => {
      const { modules } = create(text, { errorCorrectionLevel: 'M' });
      const path = qrPath(modules.size, (row, column) => Boolean(modules.get(row, column)));
      if (wanted) code.value = { size: modules.size, path };
    });
    return () => {
      wanted = false;
    };
  }, [text]);
  const drawn = code.value;
  if (!drawn) return <div class="qr" aria-hidden="true" />;
  const side = drawn.size + 2 * QUIET;
  return (
    <svg class="qr" viewBox={`${-QUIET} ${-QUIET} ${side} ${side}`} role="img" aria-label={name} shape-rendering="crispEdges">
      <path fill="currentColor" d={drawn.path} />
    </svg>
  );
}
