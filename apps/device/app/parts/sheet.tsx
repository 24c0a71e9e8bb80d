import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { say } from '../catalogue/index.js';

const SWIPE = 72;

/** Asks for an answer: from the foot on phones, at the side on desktop. Focus goes in and comes back. */
export function Sheet({ title, onClose, children }: { title: string; onClose: () => void; children: ComponentChildren }) {
  const sheet = useRef<HTMLDialogElement>(null);
  const from = useRef<number | undefined>(undefined);
  const name = useId();

  useEffect(() => {
    const before = document.activeElement;
    sheet.current?.showModal();
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);

  /** A swipe down closes only from the top, or it would be scrolling. */
  const swiped = (event: TouchEvent) => {
    const start = from.current;
    const end = event.changedTouches[0]?.clientY;
    if (start !== undefined && end !== undefined && end - start > SWIPE) onClose();
  };

  return (
    <dialog
      ref={sheet}
      class="sheet"
      closedby="any"
      aria-labelledby={name}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onTouchStart={(event) => {
        from.current = sheet.current?.scrollTop === 0 ? event.touches[0]?.clientY : undefined;
      }}
      onTouchEnd={swiped}
    >
      <div class="sheet__top">
        <h2 id={name}>{title}</h2>
        <button type="button" class="button button--quiet" onClick={onClose}>
          {say.frame.close}
        </button>
      </div>
      {children}
    </dialog>
  );
}
