using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Istiod.Incremental;
using Istiod.Model;
using Istiod.Primitives;
using Istiod.Protos.Istio.Mesh.V1Alpha1;

namespace Istiod.Compiler.Secrets;

/// <summary>The roots that agents are told of where a mesh may have several (<c>ISTIO_MULTIROOT_MESH</c>).</summary>
/// <remarks>istiod: pilot/pkg/trustbundle/trustbundle.go. Bundles behind URLs are not fetched.</remarks>
internal static class TrustAnchorsArea
{
    /// <summary>Adds the collection to <paramref name="graph"/>: own roots and those of the mesh config, sorted, each once.</summary>
    public static Derived<Unit, ValueArray<string>> Wire(Graph graph, MeshSources sources) =>
        graph.DeriveSingleton(
            "trust-anchors",
            reads =>
            {
                if (!reads.TryGet(sources.Settings, SettingsKey.Mesh, out MeshSettings? settings) || !settings.Features.MultirootMesh)
                {
                    return default;
                }

                SortedSet<string> anchors = new(StringComparer.Ordinal);
                if (reads.TryGet(sources.OwnRoots, out string? own))
                {
                    anchors.Add(own);
                }

                foreach (string pem in OfMesh(settings.Mesh))
                {
                    anchors.Add(pem);
                }

                return ValueArray.Take(anchors.ToArray());
            });

    /// <summary>One that is no certificate of an authority makes all of the mesh config's count for nothing.</summary>
    private static List<string> OfMesh(MeshConfig mesh)
    {
        List<string> all = [];
        foreach (MeshConfig.Types.CertificateData data in mesh.CaCertificates)
        {
            if (data.Pem is { Length: > 0 } pem)
            {
                if (!IsAuthority(pem))
                {
                    return [];
                }

                all.Add(pem);
            }
        }

        return all;
    }

    private static bool IsAuthority(string pem)
    {
        try
        {
            using X509Certificate2 certificate = X509Certificate2.CreateFromPem(pem);
            foreach (X509Extension extension in certificate.Extensions)
            {
                if (extension is X509BasicConstraintsExtension { CertificateAuthority: true })
                {
                    return true;
                }
            }
        }
        catch (CryptographicException)
        {
            // no certificate
        }

        return false;
    }
}
