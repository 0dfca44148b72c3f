"""The gateway: departmental systems, their deliveries, what was refused, the accounts, and the contract."""

from django.urls import path

from yichuang.web.gateway.views import contract, deliveries, quarantine, reconciliation, systems

urlpatterns = [
    path("", systems.table, name="exchange"),
    path("systems/<slug:code>/", systems.page, name="exchange-system"),
    path("systems/<slug:code>/items.csv", systems.items, name="exchange-items-file"),
    path("systems/<slug:code>/codes.csv", systems.codes, name="exchange-codes-file"),
    path("deliveries/", deliveries.listing, name="deliveries"),
    path("deliveries/<int:delivery_id>/", deliveries.page, name="delivery"),
    path("deliveries/<int:delivery_id>.json", deliveries.receipt, name="receipt-file"),
    path("quarantine/", quarantine.listing, name="quarantine"),
    path("quarantine/<int:held_id>/", quarantine.page, name="held-row"),
    path("quarantine/<int:held_id>/openings/", quarantine.open_form, name="row-openings"),
    path("quarantine/<int:held_id>/corrections/", quarantine.correct, name="row-corrections"),
    path("quarantine/<int:held_id>/dismissals/", quarantine.dismiss, name="row-dismissals"),
    path("reconciliation/", reconciliation.page, name="reconciliation"),
    path("reconciliation.csv", reconciliation.printed, name="reconciliation-file"),
    path("contract/", contract.page, name="contract"),
    path("contract/samples/<slug:code>/<slug:dataset>.<slug:format>", contract.sample, name="sample-file"),
    path("contract/try-outs/", contract.try_out, name="try-outs"),
]
