using System.Buffers;
using System.Text;
using Istiod.Config;
using Istiod.Diagnostics.Metrics;
using Istiod.Kubernetes;
using Istiod.Primitives;
using Istiod.Resources;

namespace Istiod.Tests.Metrics;

/// <summary>Each row of the contract's list of metrics: defined with its type and labels, shown with its buckets once it is recorded.</summary>
public sealed class MetricContractTests
{
    // Rows that this program does not record, and why. A row that comes into being has to leave the list.
    private static readonly Dictionary<string, string> s_missing = new(StringComparer.Ordinal)
    {
        ["xds_cache_reads"] = "no such cache (PILOT_XDS_CACHE_STATS)",
        ["xds_cache_evictions"] = "no such cache (PILOT_XDS_CACHE_STATS)",
        ["xds_cache_size"] = "no such cache (PILOT_XDS_CACHE_STATS)",
        ["xds_cache_dependent_config_size"] = "no such cache (PILOT_XDS_CACHE_STATS)",
        ["pilot_total_rejected_configs"] = "translation",
        ["endpoint_no_pod"] = "translation",
        ["pilot_no_ip"] = "translation",
        ["pilot_endpoint_not_ready"] = "translation",
        ["pilot_conflict_outbound_listener_tcp_over_current_tcp"] = "translation",
        ["pilot_conflict_inbound_listener"] = "translation",
        ["pilot_duplicate_envoy_clusters"] = "translation",
        ["pilot_dns_cluster_without_endpoints"] = "translation",
        ["pilot_eds_no_instances"] = "translation",
        ["pilot_vservice_dup_domain"] = "translation",
        ["pilot_destrule_subsets"] = "translation",
        ["provider_lookup_cluster_failures"] = "translation",
        ["pilot_sds_certificate_errors_total"] = "translation",
        ["pilot_envoy_filter_status"] = "translation (PILOT_ENVOY_FILTER_STATUS)",
        ["pilot_k8s_endpoints_with_no_pods"] = "translation",
        ["pilot_k8s_endpoints_pending_pod"] = "translation",
        ["pilot_k8s_proxies_with_no_service_targets"] = "translation",
        ["pilot_worker_queue_depth"] = "ISTIO_ENABLE_CONTROLLER_QUEUE_METRICS is not honoured yet",
        ["pilot_worker_queue_latency"] = "ISTIO_ENABLE_CONTROLLER_QUEUE_METRICS is not honoured yet",
        ["pilot_worker_queue_duration"] = "ISTIO_ENABLE_CONTROLLER_QUEUE_METRICS is not honoured yet",
        ["auto_registration_success_total"] = "no auto-registration yet",
        ["auto_registration_updates_total"] = "no auto-registration yet",
        ["auto_registration_unregister_total"] = "no auto-registration yet",
        ["auto_registration_deletes_total"] = "no auto-registration yet",
        ["auto_registration_errors_total"] = "no auto-registration yet",
        ["galley_validation_config_load_error"] = "a bundle that cannot be read is told by the CA",
        ["num_outgoing_retries"] = "silent in the reference too",
        ["startup_duration_seconds"] = "silent in the reference too",
        ["scrape_failures_total"] = "silent in the reference too",
        ["scrapes_total"] = "silent in the reference too",
    };

    // What the callbacks give without a CA; they are tested with it.
    private static readonly HashSet<string> s_asked =
    [
        "istiod_uptime_seconds", "citadel_server_root_cert_expiry_seconds", "citadel_server_cert_chain_expiry_seconds", "pilot_xds_recv_max",
    ];

    public static TheoryData<string> Rows => [.. ContractRow.All.Keys];

    [Theory]
    [MemberData(nameof(Rows))]
    public void Row_OfTheContract_IsDefinedWithTypeLabelsAndBuckets(string name)
    {
        ContractRow row = ContractRow.All[name];
        EveryMetric all = new(TimeProvider.System);
        (string Name, string Type, IReadOnlyList<string> Labels, string Help)[] defined = [.. all.Registry.Describe().Where(d => d.Name == name)];
        if (s_missing.ContainsKey(name))
        {
            Assert.Empty(defined);
            return;
        }

        (_, string type, IReadOnlyList<string> labels, string help) = Assert.Single(defined);
        Assert.Equal(row.Type, type);
        Assert.Equal(row.Labels, labels.Order(StringComparer.Ordinal));
        if (s_asked.Contains(name))
        {
            return;
        }

        Record(all.Registry, row, help, labels);
        string text = TextOf(all.Registry);
        Assert.Contains($"# TYPE {name} {row.Type}\n", text, StringComparison.Ordinal);
        string series = string.Join(',', row.Labels.Select(l => $"{l}=\"v\""));
        if (row.Type == "histogram")
        {
            string before = series.Length > 0 ? series + "," : "";
            IEnumerable<string> expected = row.Buckets
                .Select(b => $"{name}_bucket{{{before}le=\"{Go(b)}\"}} ")
                .Append($"{name}_bucket{{{before}le=\"+Inf\"}} ");
            string[] lines = [.. text.Split('\n').Where(l => l.StartsWith(name + "_bucket{" + before + "le", StringComparison.Ordinal))];
            Assert.Equal(expected, lines.Select(l => l[..(l.LastIndexOf(' ') + 1)]));
            Assert.Contains($"\n{name}_count{(series.Length > 0 ? "{" + series + "}" : "")} 1\n", text, StringComparison.Ordinal);
        }
        else
        {
            Assert.Contains($"\n{name}{(series.Length > 0 ? "{" + series + "}" : "")} 1\n", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void MissingRows_AreOfTheContract() => Assert.All(s_missing.Keys, m => Assert.True(ContractRow.All.ContainsKey(m)));

    [Fact]
    public void Text_BeforeAnyEvent_HasOnlyWhatIsAskedAndSetAtStart()
    {
        string text = TextOf(new EveryMetric(TimeProvider.System).Registry);
        string[] names = [.. text.Split('\n').Where(l => l.StartsWith("# TYPE ", StringComparison.Ordinal)).Select(l => l.Split(' ')[2])];
        Assert.Equal(["istio_build", "istiod_uptime_seconds", "pilot_info"], names.Where(n => !n.StartsWith("go_", StringComparison.Ordinal) && !n.StartsWith("process_", StringComparison.Ordinal)));
        Assert.Contains("go_gc_duration_seconds", names);
        Assert.Contains("\ngo_gc_duration_seconds_count ", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Events_OfXds_AreRecorded()
    {
        EveryMetric all = new(TimeProvider.System);
        all.Xds.Received(17);
        all.Xds.Pushed(XdsType.Cluster, TimeSpan.FromMilliseconds(50));
        all.Xds.Pushed(XdsType.Address, TimeSpan.FromMilliseconds(50));
        all.Xds.Pushed(null, TimeSpan.FromMilliseconds(50));
        all.Xds.Flushed(TimeSpan.FromSeconds(2));
        all.Xds.LeftQueue(TimeSpan.FromSeconds(0.3));
        all.Xds.Converged(TimeSpan.FromSeconds(40));
        all.Xds.WriteTimedOut(XdsType.Listener);
        all.Xds.WriteTimedOut(XdsType.Secret); // no name for it
        all.Xds.Failed();
        string text = TextOf(all.Registry);
        Assert.Contains("\npilot_xds_recv_max 17\n", text, StringComparison.Ordinal);
        Assert.Contains("pilot_xds_push_time_bucket{type=\"cds\",le=\"0.1\"} 1\n", text, StringComparison.Ordinal);
        Assert.Contains("pilot_xds_push_time_count{type=\"type.googleapis.com/istio.workload.Address\"} 1\n", text, StringComparison.Ordinal);
        Assert.Contains("pilot_xds_send_time_sum 2\n", text, StringComparison.Ordinal);
        Assert.Contains("pilot_proxy_queue_time_bucket{le=\"0.1\"} 0\npilot_proxy_queue_time_bucket{le=\"0.5\"} 1\n", text, StringComparison.Ordinal);
        Assert.Contains("pilot_proxy_convergence_time_bucket{le=\"30\"} 0\npilot_proxy_convergence_time_bucket{le=\"+Inf\"} 1\n", text, StringComparison.Ordinal);
        Assert.Contains("\npilot_xds_write_timeout 2\n", text, StringComparison.Ordinal);
        Assert.Contains("\npilot_xds_pushes{type=\"lds_senderr\"} 1\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("sds_senderr", text, StringComparison.Ordinal);
        Assert.Contains("\npilot_total_xds_internal_errors 1\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Events_OfClusters_AreRecorded()
    {
        EveryMetric all = new(TimeProvider.System);
        InformerChange gone = new(new NamespacedName("istio-system", "far"), null, null);
        all.Feed.SecretChanged(gone);
        all.Feed.TimedOut(new ClusterId("far"));
        all.Feed.Clusters(1, 2);
        all.Feed.RemoteStatus(new ClusterId("far"), "timeout");
        all.Feed.Changed(KindCatalog.Service, [gone]);
        all.Feed.Changed(KindCatalog.VirtualService, [gone]);
        string text = TextOf(all.Registry);
        Assert.Contains("\nremote_cluster_secret_events_total{event=\"delete\"} 1\n", text, StringComparison.Ordinal);
        Assert.Contains("\nremote_cluster_sync_timeouts_total{cluster=\"far\"} 1\n", text, StringComparison.Ordinal);
        Assert.Contains("\nistiod_managed_clusters{cluster_type=\"remote\"} 2\n", text, StringComparison.Ordinal);
        Assert.Contains("\nistiod_remote_cluster_sync_status{cluster=\"far\",cluster_type=\"remote\",status=\"timeout\"} 1\n", text, StringComparison.Ordinal);
        Assert.Contains("\npilot_k8s_reg_events{event=\"delete\",type=\"Services\"} 1\n", text, StringComparison.Ordinal);
        Assert.Contains("\npilot_k8s_cfg_events{event=\"delete\",type=\"VirtualService\"} 1\n", text, StringComparison.Ordinal);
    }

    private static void Record(MetricRegistry registry, ContractRow row, string help, IReadOnlyList<string> labels)
    {
        string[] names = [.. labels];
        string[] values = [.. labels.Select(_ => "v")];
        switch (row.Type)
        {
            case "counter":
                registry.Counter(row.Name, help, names).With(values).Increment();
                break;
            case "gauge":
                registry.Gauge(row.Name, help, names).With(values).Set(1);
                break;
            default:
                registry.Histogram(row.Name, help, [1], names).With(values).Record(0.5); // the bounds of the definition stay
                break;
        }
    }

    private static string Go(double bound) => bound >= 1e6 ? $"{bound / Math.Pow(10, Math.Floor(Math.Log10(bound)))}e+{Math.Floor(Math.Log10(bound)):00}" : bound.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static string TextOf(MetricRegistry registry)
    {
        ArrayBufferWriter<byte> text = new();
        registry.WriteTo(text);
        return Encoding.UTF8.GetString(text.WrittenSpan);
    }
}
