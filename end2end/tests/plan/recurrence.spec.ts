// A task that comes again: said in words, its days shown before they are kept, made once, taken back.
import { awake } from '../../lib/awake.ts';
import { expect, test } from '../../lib/test.ts';
import { newProject, newTask } from '../../lib/plan.ts';

test('the days to come are shown before they are kept, and said in words', async ({ signedIn: page, world, hydrated }) => {
  const project = await newProject(world, 'RCA', hydrated);
  const task = await newTask(world, project, 'Send the report');
  const workspace = world.workspace.slug;
  // A Monday of a year in which nothing has happened yet.
  await world.post('/do/plan/edit_task', { workspace, task: task.id, finish: '2035-01-01' });
  await page.goto(world.at(`/t/${task.code}`));
  if (hydrated) await awake(page);
  const fact = page.locator('#repeats');
  await expect(fact.locator('summary')).toHaveText('Does not repeat');
  await fact.locator('summary').click();
  await expect(fact.getByLabel('On day', { exact: true })).toBeHidden();
  await expect(fact.getByRole('checkbox', { name: 'Monday' })).toBeChecked();
  await fact.getByRole('checkbox', { name: 'Thursday' }).check();
  await fact.getByLabel('Every so many').fill('2');
  await fact.getByLabel('On days off').selectOption({ label: 'Leave that one out' });
  await fact.getByLabel('Until', { exact: true }).fill('2035-02-01');
  await fact.getByRole('button', { name: 'Show the days' }).click();
  await expect(fact.getByRole('status')).toHaveText(
    'Every 2 weeks on Mon and Thu, until 1 Feb 2035; skips days off. Next: Thu 4 Jan 2035, Mon 15 Jan 2035, Thu 18 Jan 2035, Mon 29 Jan 2035, Thu 1 Feb 2035.',
  );
  // What was chosen is still there, and nothing is kept yet.
  await expect(fact.getByLabel('Every so many')).toHaveValue('2');
  await expect(fact.getByRole('checkbox', { name: 'Thursday' })).toBeChecked();
  await expect(fact.getByRole('checkbox', { name: 'Tuesday' })).not.toBeChecked();
  await fact.getByRole('button', { name: 'Save how it repeats' }).click();
  await expect(page.getByRole('status').filter({ hasText: `${task.code} saved.` })).toBeVisible();
  await expect(fact.locator('summary')).toContainText('Every 2 weeks on Mon and Thu, until 1 Feb 2035; skips days off');
  await expect(fact.locator('summary')).toContainText('Next: Thu 4 Jan 2035');
  await page.goto(world.at(`/p/${project.key}/list`));
  await expect(page.locator('tr.row').filter({ hasText: task.code })).toContainText('Repeats');
});

test('how it repeats is taken back by one press, and what cannot be is said beside the field', async ({ signedIn: page, world, hydrated }) => {
  const project = await newProject(world, 'RCB', hydrated);
  const task = await newTask(world, project, 'Send the report');
  await page.goto(world.at(`/t/${task.code}`));
  if (hydrated) await awake(page);
  const fact = page.locator('#repeats');
  await fact.locator('summary').click();
  await fact.getByLabel('How it repeats').selectOption({ label: 'By days' });
  await expect(fact.getByRole('checkbox', { name: 'Monday' })).toBeHidden();
  await fact.getByLabel('Every so many').fill('none');
  await fact.getByRole('button', { name: 'Show the days' }).click();
  await expect(fact.locator('.err')).toHaveText('Between 1 and 999.');
  await fact.getByLabel('Every so many').fill('1');
  await fact.getByRole('button', { name: 'Save how it repeats' }).click();
  await expect(fact.locator('summary')).toContainText('Every day');
  await page.getByRole('status').getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Taken back.' })).toBeVisible();
  await expect(fact.locator('summary')).toHaveText('Does not repeat');
});

test('the next one is made when this one is done, once, with what it is', async ({ signedIn: page, world, hydrated }) => {
  const project = await newProject(world, 'RCC', hydrated);
  const task = await newTask(world, project, 'Water the plants');
  const workspace = world.workspace.slug;
  await world.post('/do/plan/edit_task', { workspace, task: task.id, finish: '2035-01-01', description: 'Slowly.' });
  await world.post('/do/plan/set_recurrence', { workspace, task: task.id, unit: 'day', every: '3' });
  await world.post('/do/plan/close_task', { workspace, record: task.id });
  await expect(async () => {
    await page.goto(world.at(`/p/${project.key}/list`));
    await expect(page.locator('tr.row').filter({ hasText: `${project.key}-2` })).toBeVisible({ timeout: 1_000 });
  }).toPass({ timeout: 20_000 });
  await page.goto(world.at(`/t/${project.key}-2`));
  await expect(page.getByRole('heading', { level: 1, name: 'Water the plants', exact: true })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Description' }).getByRole('paragraph')).toHaveText('Slowly.');
  await expect(page.locator('.facts')).toContainText('Thu 4 Jan 2035');
  await expect(page.locator('#repeats summary')).toContainText('Every 3 days');
  // The one before has passed it on.
  await page.goto(world.at(`/t/${task.code}`));
  await expect(page.locator('#repeats summary')).toHaveText('Does not repeat');
  await expect(page.locator('.log')).toContainText('had the next one made');
});
