// Saved views, in both modes: saved, opened, changed, kept at hand, shared, deleted and taken back.
import type { Page } from '@playwright/test';
import { newProject, newTask } from '../../lib/plan.ts';
import { awake } from '../../lib/awake.ts';
import { expect, test } from '../../lib/test.ts';

test('a view keeps filter and order under its name, and what has changed since is saved in it', async ({ signedIn: page, world, hydrated }) => {
  const project = await newProject(world, 'VWK', hydrated);
  for (const title of ['Charlie', 'Alpha', 'Bravo']) await newTask(world, project, title);
  await page.goto(world.at(`/p/${project.key}/list?sort=title&q=a`));
  await save(page, 'By name');
  await expect(page).toHaveURL(/view=/);
  await expect(page).toHaveURL(/q=a&sort=title/);
  await expect(views(page).getByRole('link', { name: 'By name', exact: true }).first()).toHaveAttribute('aria-current', 'true');
  await expect(page.getByRole('button', { name: 'Save changes in By name' })).toHaveCount(0);

  // A second of the same name is refused beside the field, and what was typed stays.
  await views(page).getByText('Save this view', { exact: true }).click();
  await views(page).locator('.views-new').getByLabel('Name of the view').fill('BY name');
  await views(page).getByRole('button', { name: 'Save the view' }).click();
  const field = views(page).locator('.views-new').getByLabel('Name of the view');
  await expect(field).toHaveAttribute('aria-invalid', 'true');
  await expect(field).toHaveValue('BY name');

  await page.getByRole('columnheader', { name: 'Task' }).getByRole('link').click();
  await expect(page).toHaveURL(/sort=-title/);
  await page.getByRole('button', { name: 'Save changes in By name' }).click();
  await expect(page.getByRole('button', { name: 'Save changes in By name' })).toHaveCount(0);
  await page.goto(world.at(`/p/${project.key}/list`));
  await all(page).click();
  await views(page).locator('.views-l').getByRole('link', { name: 'By name' }).click();
  await expect(page.locator('tr.row a.t')).toHaveText(['Charlie', 'Bravo', 'Alpha']);
});

test('a view is kept at hand, renamed, deleted and taken back', async ({ signedIn: page, world, hydrated }) => {
  const project = await newProject(world, 'VWP', hydrated);
  await page.goto(world.at(`/p/${project.key}/list?due=late`));
  await save(page, 'Late ones');
  await page.goto(world.at(`/p/${project.key}/list`));
  const chips = views(page).locator('.chips');
  await expect(chips.getByRole('link')).toHaveCount(0);
  if (hydrated) await awake(page);
  await all(page).click();
  await views(page).getByRole('button', { name: 'Pin Late ones' }).click();
  await expect(chips.getByRole('link', { name: /^Late ones ?, pinned$/ })).toBeVisible();

  if (!hydrated) await all(page).click();
  await views(page).getByText('Change Late ones', { exact: true }).click();
  await views(page).locator('.views-l').getByLabel('Name of the view').fill('Overdue');
  await views(page).locator('.views-l').getByRole('button', { name: 'Save', exact: true }).click();
  await expect(chips.getByRole('link', { name: /^Overdue ?, pinned$/ })).toBeVisible();

  if (!hydrated) await all(page).click();
  await views(page).getByRole('button', { name: 'Delete Overdue' }).click();
  await expect(chips.getByRole('link')).toHaveCount(0);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(chips.getByRole('link', { name: /^Overdue ?, pinned$/ })).toBeVisible();
});

test('a view of a calendar opens the calendar, in the week that it is then', async ({ signedIn: page, world, hydrated }) => {
  const name = hydrated ? 'Weekly awake' : 'Weekly asleep';
  await page.goto(world.at('/tasks/calendar?week=2027-W09&due=week'));
  await save(page, name, true);
  await page.goto(world.at('/tasks'));
  await all(page).click();
  await expect(views(page).locator('.views-o').filter({ hasText: name })).toContainText('calendar, shared by you');
  await views(page).locator('.views-l').getByRole('link', { name }).click();
  await expect(page).toHaveURL(/\/tasks\/calendar\?due=week&week=now&view=/);
  await expect(page.locator('td.is-today')).toBeVisible();
  await expect(page.locator('td[data-day]')).toHaveCount(7);
});

test('a view of a board opens the board with its lanes', async ({ signedIn: page, world, hydrated }) => {
  const project = await newProject(world, 'VWB', hydrated);
  await newTask(world, project, 'Alpha');
  await page.goto(world.at(`/p/${project.key}/board?group=person`));
  await views(page).getByText('Save this view', { exact: true }).click();
  await views(page).locator('.views-new').getByLabel('Name of the view').fill('By person');
  await views(page).getByRole('button', { name: 'Save the view' }).click();
  await expect(views(page).getByText('1 view', { exact: true })).toBeVisible();
  await page.goto(world.at(`/p/${project.key}/list`));
  await views(page).getByText('1 view', { exact: true }).click();
  await views(page).locator('.views-l').getByRole('link', { name: 'By person', exact: true }).click();
  await expect(page).toHaveURL(/\/board\?group=person&view=/);
  await expect(page.getByRole('region', { name: 'Board' })).toContainText('Alpha');
});

test('a view that names what has been deleted opens and says so', async ({ signedIn: page, world, hydrated }) => {
  const project = await newProject(world, 'VWG', hydrated);
  await newTask(world, project, 'Still here');
  await page.goto(world.at(`/p/${project.key}/list?deliverable=0193a3b0-0000-7000-8000-000000000001`));
  await save(page, 'Of a part that was');
  await expect(page.getByRole('list', { name: 'Shown only' })).toContainText('Deliverable: something that is no longer there');
  await expect(page.getByText('Nothing fits.')).toBeVisible();
  await page.getByRole('list', { name: 'Shown only' }).getByRole('link', { name: /no longer there/ }).click();
  await expect(page.getByRole('link', { name: 'Still here', exact: true })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Save changes in Of a part that was' })).toBeVisible();
});

function views(page: Page) {
  return page.getByRole('region', { name: 'Saved views' });
}

/** The fold with all of them. */
function all(page: Page) {
  return views(page).locator('.views-all > summary');
}

async function save(page: Page, name: string, shared = false) {
  const made = views(page).locator('.views-new');
  await made.getByText('Save this view', { exact: true }).click();
  await made.getByLabel('Name of the view').fill(name);
  if (shared) await made.getByLabel('Others here see it too').check();
  await made.getByRole('button', { name: 'Save the view' }).click();
  await expect(page).toHaveURL(/[?&]view=/);
}
