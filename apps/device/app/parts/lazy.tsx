import { useSignal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { useEffect } from 'preact/hooks';
import { MirrorError } from '#libs/contracts/errors.js';
import { say } from '../catalogue/index.js';
import { Problem } from './problem.jsx';

/** The named parts of a page's path. */
export type PageProps = { session: string };

/** A page whose code is fetched when it is opened; where it can't be, the page says so and offers it again. */
export function lazy(load: () => Promise<ComponentType<PageProps>>): ComponentType<PageProps> {
  let known: ComponentType<PageProps> | undefined;
  return function Lazy(props: PageProps) {
    const page = useSignal(known);
    const failed = useSignal(false);
    const fetchIt = () => {
      failed.value = false;
      load().then(
        (loaded) => {
          known = loaded;
          page.value = loaded;
        },
        () => {
          failed.value = true;
        },
      );
    };
    useEffect(() => {
      if (!known) fetchIt();
    }, []);
    const Page = page.value;
    if (Page) return <Page {...props} />;
    return (
      <main class="page" id="page" aria-busy={!failed.value}>
        {failed.value && (
          <Problem error={new MirrorError('unreachable')}>
            <button type="button" class="button" onClick={fetchIt}>
              {say.frame.again}
            </button>
          </Problem>
        )}
      </main>
    );
  };
}
