//! The bucket that files are kept in.

use anyhow::bail;
use clap::Args;

use super::File;

#[derive(Debug, Default, Args)]
pub(super) struct Flags {
    /// A bucket for files, s3://NAME or s3://NAME/PREFIX, in place of the folder `files` in the data folder.
    #[arg(long, env = "DAYMARK_BUCKET", global = true, value_name = "URL")]
    bucket: Option<String>,
    /// Where the bucket is, such as https://minio.example.org:9000 [default: Amazon's].
    #[arg(
        long,
        env = "DAYMARK_BUCKET_ENDPOINT",
        global = true,
        value_name = "URL"
    )]
    bucket_endpoint: Option<String>,
    /// The bucket's region [default: us-east-1].
    #[arg(
        long,
        env = "DAYMARK_BUCKET_REGION",
        global = true,
        value_name = "REGION"
    )]
    bucket_region: Option<String>,
    /// Whose key opens the bucket.
    #[arg(long, env = "DAYMARK_BUCKET_KEY", global = true, value_name = "ID")]
    bucket_key: Option<String>,
    /// The secret that goes with the key.
    #[arg(
        long,
        env = "DAYMARK_BUCKET_SECRET",
        global = true,
        value_name = "SECRET",
        hide_env_values = true
    )]
    bucket_secret: Option<String>,
}

#[derive(Clone)]
pub struct Bucket {
    pub name: String,
    /// What stands before every file's name; may be empty.
    pub prefix: String,
    pub endpoint: Option<String>,
    pub region: String,
    pub key: String,
    pub secret: String,
}

impl std::fmt::Debug for Bucket {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "s3://{}/{}", self.name, self.prefix)
    }
}

impl Flags {
    /// What the flags and the environment say, else the file; nothing where no bucket is named.
    pub fn or(&self, file: &File) -> anyhow::Result<Option<Bucket>> {
        let either = |own: &Option<String>, file: &Option<String>| own.clone().or(file.clone());
        let Some(url) = either(&self.bucket, &file.bucket) else {
            return Ok(None);
        };
        let Some(rest) = url.strip_prefix("s3://").filter(|rest| !rest.is_empty()) else {
            bail!("the bucket `{url}` must be s3://NAME or s3://NAME/PREFIX");
        };
        let (name, prefix) = rest.split_once('/').unwrap_or((rest, ""));
        let (Some(key), Some(secret)) = (
            either(&self.bucket_key, &file.bucket_key),
            either(&self.bucket_secret, &file.bucket_secret),
        ) else {
            bail!("a bucket needs --bucket-key and --bucket-secret");
        };
        let region = either(&self.bucket_region, &file.bucket_region);
        Ok(Some(Bucket {
            name: name.to_owned(),
            prefix: prefix.trim_matches('/').to_owned(),
            endpoint: either(&self.bucket_endpoint, &file.bucket_endpoint),
            region: region.unwrap_or_else(|| "us-east-1".into()),
            key,
            secret,
        }))
    }
}
