// The board of a project, in both modes: columns and counts, a card moved by its form, limits in words, lanes, adding.
import type { Page } from '@playwright/test';
import { expect, test } from '../../lib/test.ts';
import { newProject, newTask, type Made } from '../../lib/plan.ts';
import { uuidv7 } from '../../lib/world.ts';

test('columns are the states, with their cards in the order of the outline', async ({ signedIn: page, world, hydrated }) => {
  const project = await newProject(world, 'BCO', hydrated);
  const first = await newTask(world, project, 'Draw the lamps');
  await newTask(world, project, 'Map the codes');
  const done = await newTask(world, project, 'Long done');
  const workspace = world.workspace.slug;
  await world.post('/do/plan/close_task', { workspace, record: done.id });
  await world.post('/do/plan/edit_task', { workspace, task: first.id, finish: '2027-03-09' });
  await world.post('/do/plan/add_item', { workspace, task: first.id, id: uuidv7(), text: 'Read it' });
  await page.goto(world.at(`/p/${project.key}`));
  await page.getByRole('navigation', { name: 'Parts of the project' }).getByRole('link', { name: 'Board', exact: true }).click();
  await expect(page).toHaveURL(new RegExp(`/p/${project.key}/board$`));
  await expect(page.locator('section.col h2')).toHaveText(['Up next', 'Under way', 'In review', 'Done']);
  await expect(titles(page, 'Up next')).toHaveText(['Draw the lamps', 'Map the codes']);
  await expect(titles(page, 'Done')).toHaveText(['Long done']);
  await expect(column(page, 'Up next').locator('header .q')).toHaveText('2');
  const card = page.locator(`li.tk-l[data-code="${first.code}"]`);
  await expect(card).toContainText(first.code);
  await expect(card).toContainText('0/1');
  await expect(card).toContainText('Tue 9 Mar 2027');
  await expect(card).toContainText('Nobody yet');

  // A filter lives in the address, as in the list.
  await page.goto(world.at(`/p/${project.key}/board?q=lamps`));
  await expect(titles(page, 'Up next')).toHaveText(['Draw the lamps']);
  await expect(column(page, 'Up next').locator('header .q')).toHaveText('2, 1 shown');
});

test('a card is moved by its form: into a state, and to a place in it', async ({ signedIn: page, world, hydrated }) => {
  const project = await newProject(world, 'BMO', hydrated);
  const made: Made[] = [];
  for (const title of ['Alpha', 'Bravo', 'Charlie']) made.push(await newTask(world, project, title));
  const [alpha, bravo, charlie] = made as [Made, Made, Made];
  await page.goto(world.at(`/p/${project.key}/board`));
  await move(page, bravo, 'Bravo', 'Under way', 'First');
  await expect(titles(page, 'Under way')).toHaveText(['Bravo']);
  await expect(page.getByRole('status').filter({ hasText: `${bravo.code} moved.` })).toBeVisible();
  await expect(page.getByRole('dialog', { name: `Move ${bravo.code}` })).toHaveCount(0);
  await move(page, charlie, 'Charlie', 'Under way', `Under way: behind ${bravo.code} Bravo`);
  await expect(titles(page, 'Under way')).toHaveText(['Bravo', 'Charlie']);
  await move(page, alpha, 'Alpha', 'Under way', `Under way: behind ${bravo.code} Bravo`);
  await expect(titles(page, 'Under way')).toHaveText(['Bravo', 'Alpha', 'Charlie']);

  // One undo takes back both, and the place is kept for whoever comes.
  await page.getByRole('status').getByRole('button', { name: 'Undo' }).click();
  await expect(titles(page, 'Up next')).toHaveText(['Alpha']);
  await page.goto(world.at(`/p/${project.key}/board`));
  await expect(titles(page, 'Under way')).toHaveText(['Bravo', 'Charlie']);

  // Behind a card that is in another state there is no place: it is said beside the field.
  await page.getByRole('link', { name: `Move ${alpha.code} Alpha` }).click();
  const dialog = page.getByRole('dialog', { name: `Move ${alpha.code}` });
  await dialog.getByLabel('State').selectOption({ label: 'Done' });
  await dialog.getByLabel('Place').selectOption({ label: `Under way: behind ${bravo.code} Bravo` });
  await dialog.getByRole('button', { name: 'Move it' }).click();
  await expect(dialog.getByLabel('Place')).toHaveAttribute('aria-invalid', 'true');
  await dialog.getByLabel('Place').selectOption({ label: 'Last' });
  await dialog.getByRole('button', { name: 'Move it' }).click();
  await expect(titles(page, 'Done')).toHaveText(['Alpha']);
  await page.goto(world.at(`/t/${alpha.code}`));
  await expect(page.getByRole('button', { name: /^Open again/ }).first()).toBeVisible();
});

test('a limit is set for a state, said when it is full, and in nobody’s way', async ({ signedIn: page, world, hydrated }) => {
  const project = await newProject(world, 'BLI', hydrated);
  const made: Made[] = [];
  for (const title of ['Alpha', 'Bravo']) made.push(await newTask(world, project, title));
  await page.goto(world.at(`/p/${project.key}/settings`));
  const state = page.getByRole('listitem').filter({ has: page.locator('b', { hasText: /^Under way$/ }) });
  await state.locator('summary').click();
  await state.getByLabel('At most').fill('many');
  await state.getByRole('button', { name: 'Save' }).click();
  await expect(state.getByLabel('At most')).toHaveAttribute('aria-invalid', 'true');
  await expect(state).toContainText('Between 1 and 500.');
  await state.getByLabel('At most').fill('1');
  await state.getByRole('button', { name: 'Save' }).click();
  await expect(state).toContainText('at most 1');
  await expect(page.locator('ol.log').last()).toContainText('Under way (at most 1)');

  await page.goto(world.at(`/p/${project.key}/board`));
  await expect(column(page, 'Under way').locator('header .q')).toHaveText('0 of 1');
  await expect(column(page, 'Under way').locator('.col-h')).toHaveCount(0);
  await move(page, made[0]!, 'Alpha', 'Under way', 'First');
  await expect(column(page, 'Under way').locator('header .q')).toHaveText('1 of 1');
  await expect(column(page, 'Under way')).toContainText('Full. Finish one before starting another.');
  await move(page, made[1]!, 'Bravo', 'Under way', 'Last');
  await expect(column(page, 'Under way').locator('header .q')).toHaveText('2 of 1');
  await expect(column(page, 'Under way')).toContainText('One over its 1. Finish one before starting another.');
});

test('a task is added in a state', async ({ signedIn: page, world, hydrated }) => {
  const project = await newProject(world, 'BAD', hydrated);
  await page.goto(world.at(`/p/${project.key}/board`));
  await column(page, 'In review').locator('summary', { has: page.locator('svg') }).click();
  await column(page, 'In review').getByLabel('New task').fill('Look at it');
  await column(page, 'In review').getByRole('button', { name: 'Add', exact: true }).click();
  await expect(titles(page, 'In review')).toHaveText(['Look at it']);
});

test('a card says what it waits for', async ({ signedIn: page, world, hydrated }) => {
  const project = await newProject(world, 'BWA', hydrated);
  const first = await newTask(world, project, 'Pour the floor');
  const then = await newTask(world, project, 'Walk on it');
  const workspace = world.workspace.slug;
  await world.post('/do/plan/edit_task', { workspace, task: then.id, start: '2026-01-05' });
  await world.post('/do/plan/add_link', { workspace, task: then.id, id: uuidv7(), predecessor: first.code });
  await page.goto(world.at(`/p/${project.key}/board`));
  await expect(page.locator(`li.tk-l[data-code="${then.code}"] .tk-why`)).toContainText('Pour the floor');
  await expect(page.locator(`li.tk-l[data-code="${first.code}"] .tk-why`)).toHaveCount(0);
});

test('lanes by person and by deliverable', async ({ signedIn: page, world, hydrated }) => {
  const project = await newProject(world, 'BLA', hydrated);
  const mine = await newTask(world, project, 'Hers');
  await newTask(world, project, 'Nobody’s');
  await page.goto(world.at(`/p/${project.key}/list`));
  // Who can be asked for in the filter: me, nobody, and each by their id.
  const people = await page.locator('select[name="with"] option').evaluateAll(all => all.map(o => (o as HTMLOptionElement).value));
  const member = people.find(value => value.length === 36)!;
  await world.post('/do/plan/assign', { workspace: world.workspace.slug, task: mine.id, member, units: '100' });
  await page.goto(world.at(`/p/${project.key}/board?group=with`));
  await expect(page.locator('section.lane')).toHaveCount(2);
  await expect(page.locator('section.lane').first().locator('a.t')).toHaveText(['Hers']);
  await expect(page.locator('section.lane').last()).toContainText('Nobody yet');
  await expect(page.locator('section.lane').last().locator('a.t')).toHaveText(['Nobody’s']);
  await page.goto(world.at(`/p/${project.key}/board?group=deliverable`));
  await expect(page.locator('section.lane')).toHaveCount(1);
  await expect(page.locator('section.lane')).toContainText('No deliverable');
});

test('a long column leads to the list', async ({ signedIn: page, world, hydrated }) => {
  test.setTimeout(60_000);
  const project = await newProject(world, 'BLO', hydrated);
  for (let n = 1; n <= 103; n++) await newTask(world, project, `Number ${n}`);
  await page.goto(world.at(`/p/${project.key}/board`));
  await expect(titles(page, 'Up next')).toHaveCount(100);
  await column(page, 'Up next').getByRole('link', { name: 'and 3 more in the list' }).click();
  await expect(page).toHaveURL(new RegExp(`/p/${project.key}/list\\?status=`));
  await expect(page.getByRole('table', { name: 'Tasks' })).toHaveAttribute('aria-rowcount', '104');
});

test('on a phone a column fills the screen, and the page does not go sideways', async ({ signedIn: page, world, hydrated }) => {
  const project = await newProject(world, 'BPH', hydrated);
  await newTask(world, project, 'Alpha with a name that is long enough to go over more than one line of a card');
  await page.setViewportSize({ width: 360, height: 740 });
  await page.goto(world.at(`/p/${project.key}/board`));
  const width = await column(page, 'Up next').evaluate(e => e.getBoundingClientRect().width);
  expect(Math.round(width)).toBe(Math.round(360 * 0.84));
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
  const board = page.getByRole('region', { name: 'Board' });
  await expect(board).toHaveAttribute('tabindex', '0');
  expect(await board.evaluate(e => e.scrollWidth > e.clientWidth)).toBe(true);
});

function column(page: Page, name: string) {
  return page.locator('section.col').filter({ has: page.locator('h2', { hasText: new RegExp(`^${name}$`) }) });
}

function titles(page: Page, name: string) {
  return column(page, name).locator('a.t');
}

async function move(page: Page, task: Made, title: string, state: string, place: string) {
  await page.getByRole('link', { name: `Move ${task.code} ${title}` }).click();
  const dialog = page.getByRole('dialog', { name: `Move ${task.code}` });
  await dialog.getByLabel('State').selectOption({ label: state });
  await dialog.getByLabel('Place').selectOption({ label: place });
  await dialog.getByRole('button', { name: 'Move it' }).click();
}
