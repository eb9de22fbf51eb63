// Every main page, once: accessibility tests and screenshots walk the same list.
import type { World } from './world.ts';

export interface MainPage {
  /** Also the picture's file name. */
  name: string;
  as: 'anyone' | 'owner';
  path(world: World): string;
}

export const pages: MainPage[] = [
  { name: 'sign-in', as: 'anyone', path: () => '/sign-in' },
  { name: 'start', as: 'anyone', path: () => '/start' },
  { name: 'join', as: 'anyone', path: () => '/join' },
  { name: 'reset', as: 'anyone', path: () => '/reset' },
  { name: 'reset-new', as: 'anyone', path: () => '/reset/new' },
  { name: 'projects', as: 'owner', path: world => world.at('/projects') },
  { name: 'project', as: 'owner', path: world => world.at('/p/NGT') },
  { name: 'project-drawer', as: 'owner', path: world => world.at('/p/NGT/list?task=NGT-1') },
  { name: 'all-tasks', as: 'owner', path: world => world.at('/tasks?group=project') },
  { name: 'my-work', as: 'owner', path: world => world.at('/mine') },
  { name: 'task', as: 'owner', path: world => world.at('/t/NGT-1') },
  { name: 'people', as: 'owner', path: world => world.at('/people') },
  { name: 'trash', as: 'owner', path: world => world.at('/trash') },
  { name: 'settings', as: 'owner', path: world => world.at('/settings') },
  { name: 'nothing-here', as: 'owner', path: world => world.at('/p/NOPE') },
];
