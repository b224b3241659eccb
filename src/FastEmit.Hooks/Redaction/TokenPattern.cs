namespace FastEmit.Hooks.Redaction;

/// <summary>A kind of secret that its beginning identifies.</summary>
/// <param name="Prefix">The beginning. It is kept in the text, so that a reader knows the kind.</param>
/// <param name="MinLength">The minimum number of characters after the prefix.</param>
/// <param name="WithDots">Whether dots belong to it, beside letters, digits, <c>_</c> and <c>-</c>.</param>
internal readonly record struct TokenPattern(string Prefix, int MinLength, bool WithDots = false)
{
    /// <summary>All patterns. A longer prefix comes before a shorter one that it begins with.</summary>
    public static readonly TokenPattern[] All =
    [
        new("1//0", 30),                         // Google refresh token
        new("5J", 49), new("5K", 49), new("5H", 49), // Bitcoin private key, wallet import format
        new("A3T", 17), new("ABIA", 16), new("ACCA", 16), new("AKIA", 16), new("ASIA", 16), // AWS
        new("AGE-SECRET-KEY-", 20),
        new("AIza", 30),                         // Google API key
        new("AKCp", 40),                         // Artifactory
        new("AKID", 28),                         // Tencent Cloud
        new("API-", 25),                         // Octopus Deploy
        new("AQVN", 30),                         // Yandex Cloud
        new("ATATT", 20), new("ATBB", 20), new("ATCTT", 20), // Atlassian
        new("CFPAT-", 30),                       // Contentful
        new("CLOJARS_", 40),
        new("EAAA", 50),                         // Square
        new("EZAK", 40), new("EZTK", 40),        // EasyPost
        new("FLWSECK-", 20), new("FLWSECK_TEST-", 12),
        new("GOCSPX-", 20),                      // Google OAuth client secret
        new("HRKU-", 30),                        // Heroku
        new("LTAI", 14),                         // Alibaba Cloud
        new("NRAK-", 20), new("NRAL-", 20), new("NRII-", 20), new("NRJS-", 15), // New Relic
        new("PMAK-", 40),                        // Postman
        new("SG.", 20, WithDots: true),          // SendGrid
        new("access-development-", 30), new("access-production-", 30), new("access-sandbox-", 30), // Plaid
        new("bkua_", 30),                        // Buildkite
        new("cio", 30),                          // crates.io
        new("csk-", 30),                         // Cerebras
        new("dapi", 30),                         // Databricks
        new("dckr_oat_", 16), new("dckr_pat_", 16), // Docker Hub
        new("dnkey-", 40),
        new("doo_v1_", 32), new("dop_v1_", 32), new("dor_v1_", 32), // DigitalOcean
        new("dp.audit.", 30), new("dp.ct.", 30), new("dp.pt.", 30), new("dp.scim.", 30), new("dp.st.", 30, WithDots: true), // Doppler
        new("dt0c01.", 60, WithDots: true),      // Dynatrace
        new("duffel_live_", 30), new("duffel_test_", 30),
        new("e2b_", 30),
        new("eyJ", 20, WithDots: true),          // JSON Web Token: base64url of {"…
        new("fc-", 30),                          // Firecrawl
        new("figd_", 20), new("figo_", 20),      // Figma
        new("fio-u-", 40),
        new("fm1a_", 40), new("fm1r_", 40), new("fm2_", 40), new("fo1_", 30), // Fly.io
        new("fw_", 20),                          // Fireworks
        new("ghp_", 20), new("gho_", 20), new("ghu_", 20), new("ghs_", 20), new("ghr_", 20), new("github_pat_", 20),
        new("glagent-", 20), new("glcbt-", 16), new("gldt-", 16), new("glffct-", 16), new("glft-", 16), new("glimt-", 16),
        new("glpat-", 16), new("glptt-", 16), new("glrt-", 16), new("glsoat-", 16), // GitLab
        new("glc_", 30), new("glsa_", 30),       // Grafana
        new("gsk_", 20),                         // Groq
        new("hf_", 20), new("api_org_", 20),     // Hugging Face
        new("hvb.", 20), new("hvr.", 20), new("hvs.", 20), // HashiCorp Vault
        new("ico-", 30),
        new("jina_", 30),
        new("key-", 32), new("pubkey-", 32),     // Mailgun
        new("lin_api_", 20), new("lin_oauth_", 20), // Linear
        new("lsv2_pt_", 30), new("lsv2_sk_", 30), // LangSmith
        new("nfp_", 30),                         // Netlify
        new("npm_", 20),
        new("ntn_", 30), new("secret_", 40),     // Notion
        new("nvapi-", 30),                       // NVIDIA
        new("ops_", 60),                         // 1Password service account
        new("oy2", 40),                          // NuGet
        new("pat-eu1-", 30), new("pat-na1-", 30), // HubSpot
        new("pcsk_", 30),                        // Pinecone
        new("phx_", 30),                         // PostHog
        new("pk.eyJ", 30, WithDots: true), new("sk.eyJ", 30, WithDots: true), // Mapbox
        new("pk_live_", 16),
        new("pnu_", 30),                         // Prefect
        new("pplx-", 30),                        // Perplexity
        new("pscale_oauth_", 30), new("pscale_pw_", 30), new("pscale_tkn_", 30), // PlanetScale
        new("pul-", 40),                         // Pulumi
        new("pypi-", 20),
        new("r8_", 30),                          // Replicate
        new("rdme_", 30),                        // ReadMe
        new("re_", 28),                          // Resend
        new("rk_live_", 16), new("rk_test_", 16), // Stripe, restricted
        new("rnd_", 28),                         // Render
        new("rubygems_", 40),
        new("sbp_", 36), new("sb_secret_", 20),  // Supabase
        new("sdk-", 36),                         // LaunchDarkly
        new("sgp_", 36),                         // Sourcegraph
        new("shippo_live_", 30), new("shippo_test_", 30),
        new("shpat_", 20), new("shpca_", 20), new("shppa_", 20), new("shpss_", 20), // Shopify
        new("sk_live_", 16), new("sk_test_", 16), // Stripe, Clerk
        new("sk-ant-", 20), new("sk-or-", 20), new("sk-proj-", 20), new("sk-svcacct-", 20), new("sk-admin-", 20), new("sk-lf-", 20),
        new("sk-", 20), new("sk_", 40),
        new("sl.", 60, WithDots: true),          // Dropbox
        new("sntrys_", 30), new("sntryu_", 30),  // Sentry
        new("sq0atp-", 20), new("sq0csp-", 30),  // Square
        new("sqa_", 36), new("sqp_", 36), new("squ_", 36), // SonarQube
        new("tfp_", 40),                         // Typeform
        new("tskey-", 16),                       // Tailscale
        new("tvly-", 20),                        // Tavily
        new("v1.0-", 40),                        // Cloudflare origin CA
        new("vcp_", 20),                         // Vercel
        new("whsec_", 20),                       // Stripe and Svix webhooks
        new("xai-", 20),
        new("xapp-", 20), new("xoxa-", 10), new("xoxb-", 10), new("xoxe-", 10), new("xoxe.", 20, WithDots: true), new("xoxp-", 10),
        new("xoxr-", 10), new("xoxs-", 10),      // Slack
        new("xkeysib-", 40), new("xsmtpsib-", 40), // Brevo
        new("ya29.", 20, WithDots: true),        // Google OAuth access token
        new("zpka_", 20),                        // Zuplo
    ];

    /// <summary>The patterns by their first character. Built without LINQ, which would cost a hook loading time.</summary>
    private static readonly TokenPattern[][] ByFirst = SortByFirst();

    /// <summary>The patterns that begin with a character.</summary>
    public static ReadOnlySpan<TokenPattern> BeginningWith(char first) => first < ByFirst.Length ? ByFirst[first] : [];

    private static TokenPattern[][] SortByFirst()
    {
        TokenPattern[][] sorted = new TokenPattern[128][];
        for (int first = 0; first < sorted.Length; first++)
        {
            sorted[first] = Array.FindAll(All, pattern => pattern.Prefix[0] == first);
        }

        return sorted;
    }
}
