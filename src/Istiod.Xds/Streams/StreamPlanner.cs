using Istiod.Resources;

namespace Istiod.Xds.Streams;

/// <summary>Turns "what the peer has" and "what it should have" into an ordered list of responses.</summary>
/// <remarks>
/// Order: changes by type (CDS, EDS, LDS, RDS, …), then removals in reverse, so that nothing is taken away before what
/// used it has been replaced. Coupling: a cluster that goes out brings its endpoints after it even if they are equal, for
/// a client that takes a cluster in waits for them (istiod: delta.go:forceEDSPush sends all of them).
/// </remarks>
internal readonly ref struct StreamPlanner(bool isDelta, TypeState?[] types, IViewSnapshot snapshot)
{
    /// <summary>Plans one round and moves the states to the snapshot.</summary>
    public void Plan(XdsTypeSet dirty, XdsTypeSet due, List<PlannedResponse> responses)
    {
        List<TypeWork>? works = null;
        foreach (XdsType type in XdsType.All)
        {
            if (types[type.Order] is { } state
                && (due.Contains(type) || dirty.Contains(type))
                && Work(state, due.Contains(type)) is { } work)
            {
                (works ??= []).Add(work);
            }
        }

        if (works is null)
        {
            return;
        }

        Couple(works);
        works.RemoveAll(static work => !work.IsNeeded);
        if (isDelta)
        {
            OrderDelta(works, responses);
        }
        else
        {
            OrderSotw(works, responses);
        }
    }

    private TypeWork? Work(TypeState state, bool isDue)
    {
        ResourceView? view = ViewFor(state);
        if (view is null)
        {
            // Not served to this proxy: no answer, but the subscription stays for the day it is.
            state.IsAnswerDue = false;
            return null;
        }

        if (!isDue && ReferenceEquals(view, state.Sent))
        {
            return null;
        }

        TypeWork work = new(state, state.Sent, view) { IsOwed = state.IsAnswerDue };
        state.Names.Rebase(view);
        ViewDelta delta = view.DeltaSince(state.Sent);
        ChangeSelection.Select(work, delta, isDelta);
        state.Sent = view;
        state.Fresh = null;
        state.Gone = null;
        state.IsAnswerDue = false;
        if (work.IsNeeded)
        {
            state.ForgetRejected();
        }

        return work;
    }

    // The provider's expected names come by themselves; what else was asked for is named.
    private ResourceView? ViewFor(TypeState state)
    {
        ResourceView? expected = snapshot.View(state.Type, NameList.Empty);
        if (expected is null || (state.Names.Outside.Count == 0 && state.Demanded.Count == 0))
        {
            return expected;
        }

        List<string> wanted = [];
        foreach (string name in state.Demanded.With(state.Names.Outside.Names).Names)
        {
            if (state.Names.HasExplicit(name) && expected.IndexOf(name) < 0)
            {
                wanted.Add(name);
            }
        }

        NameList demanded = NameList.From(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(wanted));
        state.Demanded = demanded.Equals(state.Demanded) ? state.Demanded : demanded;
        return demanded.Count == 0 ? expected : snapshot.View(state.Type, state.Demanded);
    }

    private void Couple(List<TypeWork> works)
    {
        TypeState? endpoints = types[XdsType.Endpoint.Order];
        if (endpoints is null || works.Find(static work => work.State.Type == XdsType.Cluster) is not { } clusters
            || clusters.Changed.IsEmpty)
        {
            return;
        }

        TypeWork? work = works.Find(static work => work.State.Type == XdsType.Endpoint);
        if (work is null)
        {
            work = Work(endpoints, isDue: true);
            if (work is null)
            {
                return;
            }

            works.Insert(works.IndexOf(clusters) + 1, work);
        }

        List<XdsResource>? forced = null;
        foreach (XdsResource cluster in clusters.Changed.Span)
        {
            int at = work.View.IndexOf(cluster.Name);
            if (at >= 0 && endpoints.Names.Contains(cluster.Name) && !ChangeSelection.Has(work.Changed.Span, cluster.Name))
            {
                (forced ??= []).Add(work.View[at]);
            }
        }

        if (forced is not null)
        {
            forced.AddRange(work.Changed.Span);
            work.Changed = ChangeSelection.Sorted(forced);
        }
    }

    private void OrderDelta(List<TypeWork> works, List<PlannedResponse> responses)
    {
        for (int i = 0; i < works.Count; i++)
        {
            TypeWork work = works[i];
            bool isLast = i == works.Count - 1;
            if (work.HasChanges || isLast)
            {
                responses.Add(Response(work, work.Changed, isLast ? work.Removed : default));
            }
        }

        for (int i = works.Count - 2; i >= 0; i--)
        {
            if (!works[i].Removed.IsEmpty)
            {
                responses.Add(Response(works[i], default, works[i].Removed));
            }
        }
    }

    private void OrderSotw(List<TypeWork> works, List<PlannedResponse> responses)
    {
        TypeWork? shrinking = null;
        for (int i = 0; i < works.Count; i++)
        {
            TypeWork work = works[i];
            if (work.State.Type == XdsType.Cluster && !work.Removed.IsEmpty && i < works.Count - 1)
            {
                // Clusters that go stay until listeners and routes have gone out, then leave by a second response.
                shrinking = work;
                if (work.HasChanges)
                {
                    responses.Add(Response(work, Selected(work, work.View.Merge(work.Before)), default));
                }

                continue;
            }

            responses.Add(Response(work, work.State.Type.IsWildcard ? Selected(work, work.View) : work.Changed, default));
        }

        if (shrinking is not null)
        {
            responses.Add(Response(shrinking, Selected(shrinking, shrinking.View), default));
        }
    }

    private static ReadOnlyMemory<XdsResource> Selected(TypeWork work, ResourceView view) =>
        work.State.Names.IsWildcard
            ? view.DeltaSince(ResourceView.Empty).Changed
            : ChangeSelection.Subscribed(work.State.Names, view.DeltaSince(ResourceView.Empty).Changed);

    private PlannedResponse Response(
        TypeWork work, ReadOnlyMemory<XdsResource> resources, ReadOnlyMemory<string> removed) =>
        new()
        {
            State = work.State,
            TypeUrl = work.State.Type.TypeUrlUtf8,
            Resources = resources,
            Removed = removed,
            Changed = isDelta ? resources : work.Changed,
            Revision = snapshot.Revision,
        };
}
