// The switch between light and dark.

/** The page follows the system until somebody chooses. */
export function chooseTheme(): void {
  const select = document.querySelector<HTMLSelectElement>('#theme');
  select?.addEventListener('change', () => {
    if (select.value === '') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = select.value;
  });
}
