/// What the care demo knows: made-up papers, and made-up rules of a made-up country.
package enum CareData {
    package static let papers = [
        CareDocument(
            title: "Home blood pressure telemonitoring in adults over 65", source: "2021",
            text: "Weekly remote reviews of home measurements lowered systolic pressure by 7 mmHg within a year."),
        CareDocument(
            title: "Supervised exercise after hip replacement", source: "2019",
            text: "Two supervised sessions a week for three months shortened the time to walking without aids by a third."),
        CareDocument(
            title: "Sleep and memory in early dementia", source: "2022",
            text: "Better sleep at home slowed the loss of memory in early dementia; carers slept better too."),
        CareDocument(
            title: "Respite for carers of people with dementia", source: "2020",
            text: "Eight hours of respite care a week halved signs of exhaustion in family carers."),
        CareDocument(
            title: "Continuous glucose sensors in type 2 diabetes", source: "2023",
            text: "Sensors lowered long-term glucose in diabetes by half a point; most of the effect came in the first months."),
        CareDocument(
            title: "Early physiotherapy after stroke", source: "2018",
            text: "Short and frequent physiotherapy that began on the second day after a stroke improved walking at three months."),
        CareDocument(
            title: "Peer groups in chronic pain", source: "2021",
            text: "Monthly groups did not lower pain, but people with chronic pain took part in more of daily life."),
        CareDocument(
            title: "Telephone follow-up in heart failure", source: "2017",
            text: "Calls by nurses in the weeks after discharge prevented one in five readmissions for heart failure."),
    ]

    package static let rules = [
        CareDocument(
            title: "Carer's allowance", source: "Office for Care",
            text: "Whoever cares for a relative, also with dementia, for 20 hours a week or more gets 310 a month. Apply at the municipality."),
        CareDocument(
            title: "Respite care voucher", source: "Office for Care",
            text: "Family carers get vouchers for 28 days of respite care a year; a physician confirms the need."),
        CareDocument(
            title: "Rehabilitation after hospital", source: "Health Fund",
            text: "Three weeks of rehabilitation after a stroke, a hip replacement or heart failure are paid, with 10 a day of one's own."),
        CareDocument(
            title: "Aids at home", source: "Health Fund",
            text: "Walking aids, grab rails and blood pressure monitors are lent without charge on prescription."),
        CareDocument(
            title: "Sensors in diabetes", source: "Health Fund",
            text: "Glucose sensors are paid for people with diabetes who inject insulin; others pay one half."),
        CareDocument(
            title: "Sick pay", source: "Labour Office",
            text: "Sick pay is 80 percent of the wage from the fourth day on, for at most 78 weeks."),
        CareDocument(
            title: "Disability card", source: "Office for Inclusion",
            text: "A lasting disability, as after a stroke or with chronic pain, gives a card: free local transport and a tax allowance."),
        CareDocument(
            title: "Patient transport", source: "Health Fund",
            text: "Rides to treatment are paid when a physician orders them; the card for disability replaces the order."),
    ]
}
