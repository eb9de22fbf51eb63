//! What a board reads.

use crate::prelude::*;
use leptos::server_fn::codec::GetUrl;

use super::Board;
use crate::error::Fault;

#[server(input = GetUrl, endpoint = "plan/board")]
pub async fn read_board(workspace: String, project: String, query: String) -> Result<Board, Fault> {
    super::reading::board(workspace, project, query).await
}
