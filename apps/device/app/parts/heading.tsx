import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { say } from '../catalogue/index.js';
import { moved } from '../router.js';

/** The heading of a page: names the tab, and takes focus when one came here from another page. */
export function Heading({ children, tab, focus }: { children: ComponentChildren; tab: string; focus?: boolean }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = say.frame.title(tab);
  }, [tab]);
  useEffect(() => {
    if (focus || moved.value) heading.current?.focus({ preventScroll: !focus });
  }, [focus]);
  return (
    <h1 ref={heading} tabIndex={-1}>
      {children}
    </h1>
  );
}
