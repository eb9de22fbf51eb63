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
  { name: 'today', as: 'owner', path: world => world.at('/today') },
  { name: 'day', as: 'owner', path: world => world.at(`/today/${yesterday()}`) },
  { name: 'inbox', as: 'owner', path: world => world.at('/inbox') },
  { name: 'search', as: 'owner', path: world => world.at('/search?q=archive') },
  { name: 'projects', as: 'owner', path: world => world.at('/projects') },
  { name: 'project', as: 'owner', path: world => world.at('/p/NGT') },
  { name: 'project-board', as: 'owner', path: world => world.at('/p/NGT/board') },
  { name: 'project-backlog', as: 'owner', path: world => world.at('/p/NGT/backlog') },
  { name: 'project-drawer', as: 'owner', path: world => world.at('/p/NGT/list?task=NGT-1') },
  { name: 'all-tasks', as: 'owner', path: world => world.at('/tasks?group=project') },
  { name: 'my-work', as: 'owner', path: world => world.at('/mine') },
  { name: 'project-calendar', as: 'owner', path: world => world.at('/p/NGT/calendar?month=2027-03') },
  { name: 'all-calendar', as: 'owner', path: world => world.at('/tasks/calendar?week=2027-W09&move=NGT-1') },
  { name: 'my-calendar', as: 'owner', path: world => world.at('/mine/calendar') },
  { name: 'new-task', as: 'owner', path: world => world.at('/new') },
  { name: 'task', as: 'owner', path: world => world.at('/t/NGT-1') },
  { name: 'overview', as: 'owner', path: world => world.at('/p/NGT/overview') },
  { name: 'project-settings', as: 'owner', path: world => world.at('/p/NGT/settings') },
  { name: 'clients', as: 'owner', path: world => world.at('/clients') },
  { name: 'client', as: 'owner', path: world => world.at('/clients/northgate-archive') },
  { name: 'import', as: 'owner', path: world => world.at('/import') },
  { name: 'people', as: 'owner', path: world => world.at('/people') },
  { name: 'person', as: 'owner', path: world => world.at(`/people/${world.ownerId}`) },
  { name: 'leaving', as: 'owner', path: world => world.at(`/people/${world.ownerId}/leaving`) },
  { name: 'time-away', as: 'owner', path: world => world.at('/people/away') },
  { name: 'usual-week', as: 'owner', path: world => world.at('/settings/week') },
  { name: 'calendars', as: 'owner', path: world => world.at('/settings/calendars') },
  { name: 'trash', as: 'owner', path: world => world.at('/trash') },
  { name: 'settings', as: 'owner', path: world => world.at('/settings') },
  { name: 'nothing-here', as: 'owner', path: world => world.at('/p/NOPE') },
];

/** A day that has passed, wherever the test runs. */
function yesterday(): string {
  return new Date(Date.now() - 36 * 3_600_000).toISOString().slice(0, 10);
}
