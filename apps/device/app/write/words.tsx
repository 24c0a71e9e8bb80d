/** The person's words as they wrote them: paragraphs at empty lines, single breaks kept. */
export function Words({ text }: { text: string }) {
  const paragraphs = text.split(/\n{2,}/).filter((paragraph) => paragraph.trim() !== '');
  return (
    <blockquote class="words">
      {paragraphs.map((paragraph, place) => (
        <p key={`${place}`}>{paragraph}</p>
      ))}
    </blockquote>
  );
}
