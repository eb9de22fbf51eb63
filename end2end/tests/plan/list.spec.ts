// The list of tasks, in both modes: filters and order in the address, groups, pages, marks, adding.
import { expect, test } from '../../lib/test.ts';
import { newProject, newTask } from '../../lib/plan.ts';
import { uuidv7 } from '../../lib/world.ts';

test('order and filter live in the address', async ({ signedIn: page, world, hydrated }) => {
  const project = await newProject(world, 'LSO', hydrated);
  for (const title of ['Charlie', 'Alpha', 'Bravo']) await newTask(world, project, title);
  await page.goto(world.at(`/p/${project.key}/list`));
  const titles = page.locator('tr.row a.t');
  await expect(titles).toHaveText(['Charlie', 'Alpha', 'Bravo']);

  await page.getByRole('columnheader', { name: 'Task' }).getByRole('link').click();
  await expect(page).toHaveURL(/[?&]sort=title/);
  await expect(titles).toHaveText(['Alpha', 'Bravo', 'Charlie']);
  await expect(page.getByRole('columnheader', { name: 'Task' })).toHaveAttribute('aria-sort', 'ascending');
  await page.getByRole('columnheader', { name: 'Task' }).getByRole('link').click();
  await expect(page).toHaveURL(/[?&]sort=-title/);
  await expect(titles).toHaveText(['Charlie', 'Bravo', 'Alpha']);
  await expect(page.getByRole('columnheader', { name: 'Task' })).toHaveAttribute('aria-sort', 'descending');
  // Once more: as the outline has it.
  await page.getByRole('columnheader', { name: 'Task' }).getByRole('link').click();
  await expect(page).not.toHaveURL(/sort=/);
  await page.getByRole('columnheader', { name: 'Task' }).getByRole('link').click();
  await expect(titles).toHaveText(['Alpha', 'Bravo', 'Charlie']);

  await page.getByRole('searchbox', { name: 'Find by title or key' }).fill('brav');
  await page.getByRole('searchbox', { name: 'Find by title or key' }).press('Enter');
  await expect(page).toHaveURL(/[?&]q=brav/);
  await expect(page).toHaveURL(/[?&]sort=title/);
  await expect(titles).toHaveText(['Bravo']);

  await page.getByRole('list', { name: 'Shown only' }).getByRole('link', { name: /brav/ }).click();
  await expect(titles).toHaveText(['Alpha', 'Bravo', 'Charlie']);

  await page.getByText('Filter', { exact: true }).click();
  await page.getByRole('combobox', { name: 'State' }).selectOption({ label: 'Done' });
  if (!hydrated) await page.getByRole('button', { name: 'Show', exact: true }).click();
  await expect(page.getByText('Nothing fits.')).toBeVisible();
  await page.getByRole('link', { name: 'Show everything', exact: true }).click();
  await expect(titles).toHaveText(['Alpha', 'Bravo', 'Charlie']);
});

test('a list is grouped, each group with its number', async ({ signedIn: page, world, hydrated }) => {
  const project = await newProject(world, 'LSG', hydrated);
  const done = await newTask(world, project, 'Long done');
  await newTask(world, project, 'Yet to do');
  await world.post('/do/plan/close_task', { workspace: world.workspace.slug, record: done.id });
  await page.goto(world.at(`/p/${project.key}/list?group=status`));
  const heads = page.locator('tr.grp');
  await expect(heads).toHaveText([/^Up next\s*1$/, /^Done\s*1$/]);
  await world.post('/do/plan/edit_task', { workspace: world.workspace.slug, task: done.id, deadline: '2020-01-02' });
  await page.goto(world.at(`/p/${project.key}/list?group=due&sort=-title`));
  await expect(heads).toHaveText([/^No date\s*1$/, /^Done, and its day is over\s*1$/]);
});

test('a long list comes in pages of a hundred', async ({ signedIn: page, world, hydrated }) => {
  test.setTimeout(60_000);
  const project = await newProject(world, 'LSP', hydrated);
  for (let n = 1; n <= 130; n++) await newTask(world, project, `Number ${n}`);
  await page.goto(world.at(`/p/${project.key}/list`));
  const table = page.getByRole('table', { name: 'Tasks' });
  await expect(table).toHaveAttribute('aria-rowcount', '131');
  await expect(page.locator('tr.row')).toHaveCount(100);
  if (hydrated) {
    // Awake, the list is as long as it is, and what comes into view comes by itself.
    await expect(page.getByText('130 tasks', { exact: true })).toBeVisible();
    await page.getByText('130 tasks', { exact: true }).scrollIntoViewIfNeeded();
    await expect(page.locator('tr.row')).toHaveCount(130);
  } else {
    await expect(page.getByText('1 to 100 of 130')).toBeVisible();
    await page.getByRole('link', { name: 'The next ones', exact: true }).click();
    await expect(page).toHaveURL(/[?&]page=2/);
    await expect(page.locator('tr.row')).toHaveCount(30);
    await expect(page.locator('tr.row').first()).toHaveAttribute('aria-rowindex', '102');
  }
});

test('a task is added and marked done in the list, and taken back', async ({ signedIn: page, world, hydrated }) => {
  const project = await newProject(world, 'LSM', hydrated);
  await page.goto(world.at(`/p/${project.key}`));
  await expect(page.getByText('No tasks yet.')).toBeVisible();
  await page.getByLabel('New task').fill('Mark me');
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  const row = page.getByRole('row').filter({ has: page.getByRole('link', { name: 'Mark me', exact: true }) });
  await row.getByRole('button', { name: 'Mark done: Mark me' }).click();
  await expect(row.getByRole('button', { name: 'Open again: Mark me' })).toBeVisible();
  await expect(page.getByRole('status').filter({ hasText: `${project.key}-1 done.` })).toBeVisible();
  await page.getByRole('status').getByRole('button', { name: 'Undo' }).click();
  await expect(row.getByRole('button', { name: 'Mark done: Mark me' })).toBeVisible();
});

test('all tasks and my work lead to each other', async ({ signedIn: page, world }) => {
  await page.goto(world.at('/tasks'));
  await expect(page.getByRole('heading', { level: 1, name: 'All tasks' })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Map the old pages', exact: true })).toBeVisible();
  await page.getByRole('navigation', { name: 'Work' }).getByRole('link', { name: 'My work', exact: true }).click();
  await expect(page).toHaveURL(world.at('/mine'));
  await expect(page.getByRole('heading', { level: 1, name: 'My work' })).toBeVisible();
});

test('a date that breaks a link is marked with the one that keeps it', async ({ signedIn: page, world, hydrated }) => {
  const project = await newProject(world, 'LSB', hydrated);
  const first = await newTask(world, project, 'Pour the floor');
  const then = await newTask(world, project, 'Walk on it');
  const workspace = world.workspace.slug;
  await world.post('/do/plan/edit_task', { workspace, task: first.id, start: '2027-03-01', finish: '2027-03-05' });
  await world.post('/do/plan/edit_task', { workspace, task: then.id, start: '2027-03-03', finish: '2027-03-05' });
  await world.post('/do/plan/add_link', { workspace, task: then.id, id: uuidv7(), predecessor: first.code });
  await page.goto(world.at(`/p/${project.key}/list`));
  const row = page.getByRole('row').filter({ has: page.getByRole('link', { name: 'Walk on it', exact: true }) });
  await expect(row).toContainText(`begins too early for ${first.code}`);
  // Friday's work ends on Friday: the next day of work is Monday.
  await row.getByRole('button', { name: 'Start Mon 8 Mar 2027 keeps it' }).click();
  await expect(row).not.toContainText('begins too early');
  await expect(page).toHaveURL(new RegExp(`/p/${project.key}/list`));
  await expect(row).toContainText('Mon 8 Mar 2027');
  // It would end before it begins: three days of work stay three.
  await expect(row).toContainText('Wed 10 Mar 2027');
  await expect(page.getByText('nothing moves by itself yet')).toBeVisible();
});

test('a summary shows what its parts come to, and says so', async ({ signedIn: page, world, hydrated }) => {
  const project = await newProject(world, 'LSS', hydrated);
  const whole = await newTask(world, project, 'The whole');
  const workspace = world.workspace.slug;
  for (const [title, start, finish, effort, percent] of [
    ['First part', '2027-03-01', '2027-03-05', '3d', '50'],
    ['Second part', '2027-03-03', '2027-03-12', '1d', '0'],
  ] as const) {
    const part = await newTask(world, project, title, { parent: whole.id });
    await world.post('/do/plan/edit_task', { workspace, task: part.id, start, finish, effort, percent, percent_was: '0' });
  }
  await page.goto(world.at(`/p/${project.key}/list`));
  const row = page.locator('tr.row').first();
  await expect(row).toContainText('Mon 1 Mar 2027');
  await expect(row).toContainText('Fri 12 Mar 2027');
  await expect(row).toContainText('4d');
  await expect(row).toContainText('37 %');
  await expect(row.locator('.c-start')).toContainText('from its parts');
  // What is computed is not typed.
  await expect(row.locator('.c-start a, .c-due a, .c-eff a')).toHaveCount(0);
  await page.goto(world.at(`/t/${whole.code}`));
  for (const [fact, text] of [['start', 'Mon 1 Mar 2027'], ['finish', 'Fri 12 Mar 2027'], ['effort', '4d'], ['percent', '37 %']] as const) {
    await expect(page.locator(`#${fact}`)).toContainText(text);
    await expect(page.locator(`#${fact}`)).toContainText('from its parts');
    await expect(page.locator(`#${fact} form`)).toHaveCount(0);
  }
});

test('my work without any is a sentence, not an empty table', async ({ signedIn: page, world, hydrated }) => {
  const project = await newProject(world, 'LSE', hydrated);
  await page.goto(world.at(`/p/${project.key}/list`));
  await expect(page.getByText('No tasks yet.')).toBeVisible();
  await expect(page.getByRole('table')).toHaveCount(0);
  await page.goto(world.at('/mine?q=nothing+is+called+so'));
  await expect(page.getByText('Nothing fits.')).toBeVisible();
  await expect(page.getByRole('table')).toHaveCount(0);
});

test('across projects a task names its project', async ({ signedIn: page, world }) => {
  await page.goto(world.at('/tasks?q=Map+the+old+pages'));
  await expect(page.locator('tr.row').first()).toContainText('Northgate website');
  await page.goto(world.at('/tasks?q=Map+the+old+pages&group=project'));
  await expect(page.locator('tr.row').first()).not.toContainText('Northgate website');
});
