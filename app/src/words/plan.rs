//! Texts of projects, tasks and their links.

use super::say;

words! {
    // Tabs of a project.
    project_parts => "Parts of the project";
    overview => "Overview";
    project_list => "List";
    project_settings => "Settings";
}
