import { useEffect, useState } from 'react';

export type Theme = 'system' | 'dark' | 'light';
const ORDER: readonly Theme[] = ['system', 'dark', 'light'];

/** The colour theme, kept in this browser; `system` follows the machine. */
export function useTheme(): [Theme, () => void] {
  const [theme, setTheme] = useState<Theme>(() => (localStorage.getItem('tailrace.theme') as Theme | null) ?? 'system');
  useEffect(() => {
    if (theme === 'system') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = theme;
    localStorage.setItem('tailrace.theme', theme);
  }, [theme]);
  return [theme, () => setTheme((before) => ORDER[(ORDER.indexOf(before) + 1) % ORDER.length] ?? 'system')];
}
