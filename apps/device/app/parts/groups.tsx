/** Groups that get compared with another screen: in mono, read out group by group, copied without the spaces. */
export function Groups({ of, class: name = 'prints' }: { of: string; class?: string }) {
  return (
    <p class={name} onCopy={copyWithoutSpaces}>
      {of.split(' ').map((group, place) => (
        <span key={`${place}${group}`}>{group} </span>
      ))}
    </p>
  );
}

function copyWithoutSpaces(event: ClipboardEvent): void {
  const chosen = getSelection()?.toString();
  if (!chosen || !event.clipboardData) return;
  event.clipboardData.setData('text/plain', chosen.replace(/\s+/g, ''));
  event.preventDefault();
}
