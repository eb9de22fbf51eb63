// Many tasks at once, in both modes: ticked, changed by one press, named where they stay, taken back by one press.
import { awake } from '../../lib/awake.ts';
import { expect, test } from '../../lib/test.ts';
import { expectAccessible } from '../../lib/axe.ts';
import { newProject, newTask } from '../../lib/plan.ts';
import type { Page } from '@playwright/test';

const bar = (page: Page) => page.getByRole('group', { name: 'What to do with the ticked tasks' });
const row = (page: Page, title: string) => page.getByRole('row').filter({ has: page.getByRole('link', { name: title, exact: true }) });

async function tick(page: Page, ...titles: string[]) {
  for (const title of titles) await page.getByRole('checkbox', { name: `Select ${title}`, exact: true }).check();
}

test('ticked tasks get a state by one press, and one press takes it back', async ({ signedIn: page, world, hydrated }) => {
  const project = await newProject(world, 'BKS', hydrated);
  for (const title of ['Alpha', 'Bravo', 'Charlie']) await newTask(world, project, title);
  await page.goto(world.at(`/p/${project.key}/list`));
  if (hydrated) await awake(page);
  await expect(bar(page)).toBeHidden();
  await tick(page, 'Alpha', 'Charlie');
  await expect(bar(page)).toContainText(hydrated ? '2 selected.' : 'The ticked tasks');
  await bar(page).getByText('State', { exact: true }).click();
  await bar(page).getByRole('button', { name: 'Under way' }).click();
  await expect(page.getByRole('status').filter({ hasText: '2 tasks changed.' })).toBeVisible();
  for (const title of ['Alpha', 'Charlie']) await expect(row(page, title).locator('.c-st')).toHaveText('Under way');
  await expect(row(page, 'Bravo').locator('.c-st')).toHaveText('Up next');
  await page.getByRole('status').getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Taken back.' })).toBeVisible();
  for (const title of ['Alpha', 'Charlie']) await expect(row(page, title).locator('.c-st')).toHaveText('Up next');
});

test('person, days and label of many; Enter in a field does what it is for', async ({ signedIn: page, world, hydrated }) => {
  const project = await newProject(world, 'BKP', hydrated);
  for (const title of ['Alpha', 'Bravo']) await newTask(world, project, title);
  await page.goto(world.at(`/p/${project.key}/list`));
  const again = async () => {
    if (hydrated) await awake(page);
    await tick(page, 'Alpha', 'Bravo');
  };
  await again();
  await bar(page).getByText('Person', { exact: true }).first().click();
  await bar(page).getByRole('combobox', { name: 'Person' }).selectOption({ label: 'Ada Morgan' });
  await bar(page).getByRole('button', { name: 'Give them' }).click();
  await expect(row(page, 'Bravo')).toContainText('Ada Morgan');

  await again();
  await bar(page).getByText('Dates', { exact: true }).click();
  await bar(page).getByLabel('Finish', { exact: true }).fill('2027-03-09');
  await bar(page).getByLabel('Finish', { exact: true }).press('Enter');
  for (const title of ['Alpha', 'Bravo']) await expect(row(page, title).locator('.c-due')).toHaveText('Tue 9 Mar 2027');

  await again();
  await bar(page).getByText('Label', { exact: true }).first().click();
  await bar(page).getByLabel('Label', { exact: true }).fill('Go live');
  await bar(page).getByRole('button', { name: 'Put it on' }).click();
  for (const title of ['Alpha', 'Bravo']) await expect(row(page, title).locator('.tag')).toHaveText('Go live');

  await again();
  await bar(page).getByText('Dates', { exact: true }).click();
  await bar(page).getByLabel('Start', { exact: true }).fill('the day after');
  await bar(page).getByRole('button', { name: 'Set the start' }).click();
  await expect(page.locator('.many .summary')).toBeVisible();
  await expect(bar(page).getByLabel('Start', { exact: true })).toHaveValue('the day after');
  // What was ticked is ticked still.
  await expect(page.getByRole('checkbox', { name: 'Select Bravo', exact: true })).toBeChecked();
});

test('what stays as it is is said by name, over two projects', async ({ signedIn: page, world, hydrated }) => {
  const [one, two] = [await newProject(world, 'BKO', hydrated), await newProject(world, 'BKT', hydrated)];
  const workspace = world.workspace.slug;
  const word = hydrated ? 'Jetty' : 'Noon';
  const late = await newTask(world, one, `${word} late`);
  await newTask(world, two, `${word} free`);
  await world.post('/do/plan/edit_task', { workspace, task: late.id, start: '2027-03-10' });
  await page.goto(world.at(`/tasks?q=${word}`));
  if (hydrated) await awake(page);
  await tick(page, `${word} late`, `${word} free`);
  await bar(page).getByText('Dates', { exact: true }).click();
  await bar(page).getByLabel('Finish', { exact: true }).fill('2027-03-01');
  await bar(page).getByRole('button', { name: 'Set the finish' }).click();
  const told = page.getByRole('status').filter({ hasText: '1 task changed, 1 not.' });
  await expect(told).toBeVisible();
  await expect(told.getByRole('listitem')).toHaveText(new RegExp(`^${late.code}: `));
  await expect(row(page, `${word} free`).locator('.c-due')).toHaveText('Mon 1 Mar 2027');
  await expect(row(page, `${word} late`).locator('.c-due')).toHaveText('No date');
});

test('many go to the trash and come back by one press', async ({ signedIn: page, world, hydrated }) => {
  const project = await newProject(world, 'BKR', hydrated);
  for (const title of ['Alpha', 'Bravo', 'Charlie']) await newTask(world, project, title);
  await page.goto(world.at(`/p/${project.key}/list`));
  if (hydrated) await awake(page);
  await tick(page, 'Alpha', 'Bravo');
  await bar(page).getByRole('button', { name: 'Move to the trash' }).click();
  await expect(page.locator('tr.row a.t')).toHaveText(['Charlie']);
  await page.getByRole('status').getByRole('button', { name: 'Undo' }).click();
  await expect(page.locator('tr.row a.t')).toHaveText(['Alpha', 'Bravo', 'Charlie']);
});

test('with something ticked the list is accessible, and nothing leaves the page at 360 px', async ({ signedIn: page, world, hydrated }) => {
  const project = await newProject(world, 'BKA', hydrated);
  for (const title of ['Alpha', 'Bravo']) await newTask(world, project, title);
  await page.setViewportSize({ width: 360, height: 740 });
  await page.goto(world.at(`/p/${project.key}/list`));
  if (hydrated) await awake(page);
  await tick(page, 'Alpha');
  await expect(bar(page)).toBeInViewport();
  await bar(page).getByText('Dates', { exact: true }).click();
  await expectAccessible(page);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(wide).toBeLessThanOrEqual(360);
});
