import { useEffect, useId, useRef } from 'preact/hooks';
import { say } from '../catalogue/index.js';
import { useRoom } from '../state/room.js';
import { Mark } from './mark.jsx';
import { Problem } from './problem.jsx';

/** Stands over the page while the vault is locked, so that nothing written before is readable behind it. */
export function Lock() {
  const { door } = useRoom();
  const over = useRef<HTMLDialogElement>(null);
  const title = useId();
  useEffect(() => {
    const before = document.activeElement;
    over.current?.showModal();
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={over}
      class="lock"
      aria-labelledby={title}
      onCancel={(event) => {
        event.preventDefault();
        door.passBy();
      }}
    >
      <div>
        <Mark name="locked" large />
        <h1 id={title}>{say.frame.lock.title}</h1>
        <p class="soft">{say.frame.lock.text}</p>
        {door.problem.value && <Problem error={door.problem.value} />}
        <button type="button" class="button button--primary" disabled={door.busy.value} onClick={() => void door.unlock()}>
          {door.busy.value ? say.frame.lock.unlocking : say.frame.lock.unlock}
        </button>
        <button type="button" class="button button--quiet" onClick={door.passBy}>
          {say.frame.lock.write}
        </button>
      </div>
    </dialog>
  );
}
