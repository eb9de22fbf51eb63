// A task from anywhere, in both modes: its page, its day in words, its person, its way back.
import { expect, test } from '../../lib/test.ts';
import { expectAccessible } from '../../lib/axe.ts';
import { newProject, newTask } from '../../lib/plan.ts';

test('a title with a day at its end becomes a task that is due then', async ({ signedIn: page, world, hydrated }) => {
  const project = await newProject(world, 'ADD', hydrated);
  await newTask(world, project, 'The last one here');
  await page.goto(world.at('/new'));
  await expect(page.getByLabel('Title', { exact: true })).toBeFocused();
  await expectAccessible(page);
  // The project of the last task is chosen.
  await expect(page.getByRole('combobox', { name: 'Project' })).toHaveValue(project.id);
  await page.getByLabel('Title', { exact: true }).fill('Call Ana 2027-03-09 14:00');
  if (hydrated) await expect(page.getByText('“Call Ana”, due Tue 9 Mar 2027 14:00.')).toBeVisible();
  await page.getByLabel('Title', { exact: true }).press('Enter');
  await expect(page.getByRole('status').filter({ hasText: `${project.key}-2 added.` }).first()).toBeVisible();
  await page.goto(world.at(`/t/${project.key}-2`));
  await expect(page.getByRole('heading', { level: 1, name: 'Call Ana', exact: true })).toBeVisible();
  await expect(page.locator('.facts')).toContainText('9 Mar 2027');
  await expect(page.locator('.facts')).toContainText('Ada Morgan');
});

test('words at the end stay words when they are meant so, and undo takes all of it back', async ({ signedIn: page, world, hydrated }) => {
  const project = await newProject(world, 'ADU', hydrated);
  await newTask(world, project, 'The last one here');
  await page.goto(world.at('/new'));
  await page.getByLabel('Title', { exact: true }).fill('Watch the news today');
  await page.getByRole('checkbox', { name: 'A day at the end is when it is due' }).uncheck();
  await page.getByRole('combobox', { name: 'Person' }).selectOption({ label: 'Nobody yet' });
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(page.getByRole('status').filter({ hasText: `${project.key}-2 added.` }).first()).toBeVisible();
  await page.getByRole('status').getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Taken back.' })).toBeVisible();
  await page.goto(world.at(`/p/${project.key}/list`));
  await expect(page.locator('tr.row a.t')).toHaveText(['The last one here']);
});

test('the plus leads there on a phone and beside the rail', async ({ signedIn: page, world, hydrated }) => {
  test.skip(hydrated, 'awake it opens over the page');
  for (const width of [390, 1440]) {
    await page.setViewportSize({ width, height: 844 });
    await page.goto(world.at('/projects'));
    await page.getByRole('link', { name: 'Add a task', exact: true }).click();
    await expect(page).toHaveURL(world.at('/new'));
    await expect(page.getByLabel('Title', { exact: true })).toBeVisible();
  }
});
